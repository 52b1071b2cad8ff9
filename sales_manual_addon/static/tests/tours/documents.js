import { registry } from "@web/core/registry";
import { header, inState, papersCame } from "@sales_manual_addon/../tests/tours/steps";

// The document set of a shipment, and the two papers a salesperson sends to the customer.
const tours = registry.category("web_tour.tours");

const save = [
    { trigger: ".o_form_button_save", run: "click" },
    { trigger: ".o_form_saved" },
];

tours.add("sales_manual_document_entered", {
    steps: () => [
        { content: "nothing is there yet", trigger: `button[name=action_open_documents]:contains("0 / 2")`, run: "click" },
        { content: "the missing ones are listed", trigger: `.o_data_row:contains("Packing list"):contains("Missing")` },
        { trigger: `.o_data_row:contains("Packing list") [name=kind_id]`, run: "click" },
        { trigger: "[name=number] input", run: "edit PL-1" },
        { trigger: "[name=date] input, [name=date] button", run: "click" },
        { trigger: ".o_datetime_picker .o_date_item_cell.o_today", run: "click" },
        { trigger: "[name=pieces_qty] input", run: "edit 90" },
        ...save,
        inState("present"),
        { content: "what it disagrees in, with both figures", trigger: `.alert-danger:contains("PL-1: 90"):contains(": 100")` },
        { trigger: ".o_breadcrumb .o_back_button, .o_back_button", run: "click" },
        { content: "the missing first", trigger: `.o_data_row:eq(0):contains("Missing")` },
        { trigger: ".o_back_button", run: "click" },
        { trigger: `button[name=action_open_documents]:contains("1 / 2")` },
        { content: "named on the notice", trigger: `[name=document_alerts] .alert-danger:contains("PL-1: 90")` },
    ],
});

function printed() {
    return [header("action_print"), papersCame()];
}

tours.add("sales_manual_print_pickup", {
    steps: () => [
        { trigger: "button[name=action_open_pickups]", run: "click" },
        { trigger: "[name=carrier] input", run: "edit Their truck" },
        { trigger: "[name=plate] input", run: "edit S-AB 1" },
        ...save,
        header("action_issue"),
        inState("issued"),
        ...printed(),
        header("action_print"),
        { content: "the original is out", trigger: ".modal .alert-info" },
        { trigger: ".modal [name=reason] textarea", run: "edit Paper jam" },
        { trigger: ".modal button[name=action_apply][data-hotkey=q]", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        { trigger: ".nav-link[name=prints]", run: "click" },
        { trigger: `[name=print_ids] .o_data_row:contains("Paper jam")` },
    ],
});

tours.add("sales_manual_print_payment_notice", {
    steps: () => [
        { trigger: "button[name=action_open_payment_notices]", run: "click" },
        ...save,
        { content: "what is due is listed by itself", trigger: `[name=line_ids] .o_data_row:contains("Deposit")` },
        header("action_issue"),
        inState("issued"),
        ...printed(),
    ],
});

tours.add("sales_manual_reprint_refused", {
    steps: () => [
        header("action_print"),
        { content: "whose it is to print again", trigger: `.modal:contains("PU-20"):contains("Journey reprinter")` },
        { trigger: ".modal .modal-footer button", run: "click" },
        { trigger: "body:not(:has(.modal))" },
    ],
});
