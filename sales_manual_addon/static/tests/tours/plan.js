import { registry } from "@web/core/registry";

// The shipping plan in its grid: typed, pasted, sent by the contract post; agreed by production planning; read on a phone.
const tours = registry.category("web_tour.tours");
const grid = ".o_sales_manual_plan_grid";
const cell = (line, column) => `${grid} input[data-cell="${line}/${column}"]`;

function press(trigger, key) {
    return { content: key, trigger, run: `press ${key}` };
}

tours.add("sales_manual_plan_make", {
    steps: () => [
        { trigger: "button[name=action_open_grid]", run: "click" },
        { trigger: cell(0, 0), run: "click" },
        {
            content: "a range of a spreadsheet",
            trigger: cell(0, 0),
            run({ anchor }) {
                const data = new DataTransfer();
                data.setData("text/plain", "11\t22\r\n");
                anchor.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
            },
        },
        { content: "entered, not saved", trigger: `${grid} input.o_plan_entered[data-cell="0/1"]:value(22)` },
        { trigger: cell(0, 2), run: "edit 5" },
        press(cell(0, 2), "Escape"),
        { content: "Esc takes back", trigger: `${grid}:not(:has(input.o_plan_entered[data-cell="0/2"]))` },
        { trigger: `button[name=save]:enabled`, run: "click" },
        { content: "the server's sum", trigger: `${grid} tfoot:contains("153")` },
        { trigger: `${grid}:not(:has(.o_plan_entered))` },
        { trigger: ".o_back_button", run: "click" },
        { trigger: "button[name=action_send]", run: "click" },
        { trigger: ".o_arrow_button_current:contains(planning)" },
    ],
});

tours.add("sales_manual_plan_agree", {
    steps: () => [
        { trigger: "button[name=action_open_grid]", run: "click" },
        { trigger: cell(0, 0), run: "edit 9" },
        press(cell(0, 0), "ArrowRight"),
        { content: "the next week", trigger: `${grid} input[data-cell="0/1"]:focus` },
        { trigger: `button[name=save]:enabled`, run: "click" },
        { trigger: `${grid} td:contains("planned 11")` },
        { trigger: ".o_back_button", run: "click" },
        { trigger: "button[name=action_answer_open]", run: "click" },
        { trigger: ".modal-footer .btn-primary", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        { trigger: "button[name=action_agree]", run: "click" },
        { trigger: ".o_arrow_button_current:contains(Agreed)" },
    ],
});

tours.add("sales_manual_plan_phone", {
    steps: () => [
        { content: "one week", trigger: `${grid} thead tr:has(th:nth-child(2)):not(:has(th:nth-child(3)))` },
        { content: "nothing is entered", trigger: `${grid}:not(:has(input[data-cell]))` },
    ],
});
