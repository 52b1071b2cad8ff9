// What several tours do in the same way.

export function pick(field, text, within = "") {
    return [
        { trigger: `${within} [name=${field}] input`.trim(), run: `edit ${text}` },
        { trigger: `.o-autocomplete--dropdown-item:not(:has(.o_m2o_dropdown_option)) a:contains("${text}")`, run: "click" },
    ];
}

export function inState(state) {
    return { trigger: `.o_statusbar_status button[data-value=${state}].o_arrow_button_current` };
}

/** A button of the form's header, by its method or by the key it is pressed with. */
export function header(name, hotkey = "") {
    const key = hotkey && `[data-hotkey=${hotkey}]`;
    return { trigger: `.o_statusbar_buttons button[name=${name}]${key}:enabled`, run: "click" };
}

export function sayWhy(text, hotkey) {
    return [
        header("action_open_reason", hotkey),
        { trigger: ".modal [name=reason] textarea", run: `edit ${text}` },
        { trigger: ".modal button[name=action_confirm]", run: "click" },
        { trigger: "body:not(:has(.modal))" },
    ];
}

/** Choose a file of this text, as the file dialog of the browser would. */
export function upload(field, name, text, within = "") {
    return {
        content: `file ${name}`,
        trigger: `${within} [name=${field}] .o_select_file_button`.trim(),
        run({ anchor }) {
            const files = new DataTransfer();
            files.items.add(new File([text], name));
            const input = anchor.querySelector("input[type=file]");
            input.files = files.files;
            input.dispatchEvent(new Event("change"));
        },
    };
}

/** The paper asked for by the button before has come: until then the form's buttons rest. */
export function papersCame() {
    return { trigger: ".o_statusbar_buttons > button:not([data-hotkey=i]):enabled" };
}
