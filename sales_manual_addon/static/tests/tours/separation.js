import { registry } from "@web/core/registry";
import { pick } from "@sales_manual_addon/../tests/tours/steps";

// The test names users, posts and rules, so that the tours read the same in every language.
const tours = registry.category("web_tour.tours");
const choice = (post) => `[name=group_ids] .o_wrap_label:contains("${post}") + .o_wrap_input input`;

function answer(method, state) {
    return [
        { trigger: `button[name=action_open_reason]:eq(${method})`, run: "click" },
        { trigger: ".modal [name=reason] textarea", run: "edit For this month, with the weekly look" },
        { trigger: ".modal button[name=action_confirm]", run: "click" },
        { trigger: `.o_statusbar_status button[data-value=${state}].o_arrow_button_current` },
    ];
}

tours.add("sales_manual_separation_refused", {
    steps: () => [
        { trigger: ".nav-link[name=access_rights]", run: "click" },
        { trigger: `${choice("Separated one")}:value("Separated one")` },
        { trigger: choice("Separated two"), run: "click" },
        { trigger: `.o_select_menu_item:contains("Separated two")`, run: "click" },
        { trigger: ".o_form_button_save", run: "click" },
        {
            content: "the message names the user, both posts, the risk and who can approve an exception",
            trigger: `.modal-body:contains("Separated user"):contains("Separated one"):contains("Separated two")
                :contains("The risk of separation"):contains("Separated approver")`.replace(/\s+/g, " ").replace(" :", ":"),
        },
        { trigger: ".modal-footer button.btn-primary", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        { trigger: ".o_form_button_cancel", run: "click" },
        { trigger: ".o_form_saved" },
    ],
});

tours.add("sales_manual_separation_request", {
    steps: () => [
        ...pick("user_id", "Separated user"),
        ...pick("separation_id", "Separated rule"),
        { content: "the sides of the rule are filled in", trigger: `[name=side_a_ids] .o_tag:contains("Separated one")` },
        { trigger: `[name=side_b_ids] .o_tag:contains("Separated two")` },
        { trigger: `.alert:contains("The risk of separation")` },
        { trigger: "[name=reason] textarea", run: "edit The second holder is ill" },
        { trigger: "[name=control] textarea", run: "edit The manager looks at every paper on Fridays" },
        { trigger: "[name=date_to] button, [name=date_to] input", run: "click" },
        { trigger: ".o_datetime_picker .o_next", run: "click" },
        { trigger: ".o_datetime_picker .o_date_item_cell:not(.o_out_of_range):contains(/^15$/)", run: "click" },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_saved .o_statusbar_status button[data-value=requested].o_arrow_button_current" },
    ],
});

tours.add("sales_manual_separation_approve", { steps: () => answer(0, "approved") });

tours.add("sales_manual_separation_given", {
    steps: () => [
        { trigger: ".nav-link[name=access_rights]", run: "click" },
        { trigger: choice("Separated two"), run: "click" },
        { trigger: `.o_select_menu_item:contains("Separated two")`, run: "click" },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_saved" },
        { trigger: `${choice("Separated one")}:value("Separated one")` },
        { trigger: `${choice("Separated two")}:value("Separated two")` },
    ],
});
