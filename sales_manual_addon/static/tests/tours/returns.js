import { registry } from "@web/core/registry";
import { header, inState } from "@sales_manual_addon/../tests/tours/steps";

// A return report: written from the notice, examined, decided, the goods back, the money too.
const tours = registry.category("web_tour.tours");
const line = "[name=line_ids] .o_data_row";

function choose(field, label) {
    return [
        { trigger: `[name=${field}] input`, run: "click" },
        { trigger: `.o_select_menu_item:contains("${label}")`, run: "click" },
        { content: "drawn anew before the next is opened", trigger: `[name=${field}] input:value(/${label}/)` },
    ];
}

tours.add("sales_manual_report_return", {
    steps: () => [
        { trigger: "button[name=action_open_return_reports]", run: "click" },
        { content: "what left under the notice is there", trigger: `${line}:contains("Test module 550")` },
        { trigger: "[name=description] textarea", run: "edit Cells are broken" },
        { trigger: `${line} [name=pieces_qty]`, run: "click" },
        { trigger: `${line} [name=pieces_qty] input`, run: "edit 3" },
        { trigger: ".o_form_button_save", run: "click" },
        header("action_hand_over"),
        { content: "numbered", trigger: ".oe_title [name=name]:contains(RT-20)" },
        inState("examining"),
    ],
});

tours.add("sales_manual_examine_return", {
    steps: () => [
        ...choose("cause", "Material"),
        ...choose("responsibility", "Production"),
        ...choose("decision", "Return"),
        { trigger: "[name=finding] textarea", run: "edit Seen on the goods" },
        { trigger: `${line} [name=decided_qty]`, run: "click" },
        { trigger: `${line} [name=decided_qty] input`, run: "edit 2" },
        header("action_propose"),
        inState("signing"),
    ],
});

tours.add("sales_manual_receive_return", {
    steps: () => [
        header("action_receive"),
        { content: "what was agreed comes back, by Odoo's return", trigger: `[name=move_ids] .o_data_row:contains("Test module 550"):contains("2.00")` },
        header("button_validate"),
        inState("done"),
    ],
});

tours.add("sales_manual_credit_return", {
    steps: () => [
        header("action_credit"),
        { trigger: ".o_form_view [name=invoice_line_ids] .o_data_row" },
        { content: "whose report it is for", trigger: "[name=return_report_id]:contains(RT-20), [name=return_report_id] input:value(/RT-20/)" },
        header("action_post"),
        inState("posted"),
    ],
});
