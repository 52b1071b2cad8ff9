import { registry } from "@web/core/registry";
import { inState, pick } from "@sales_manual_addon/../tests/tours/steps";

// One tour for each visit of a post to its screen; the test opens the record and says who is there.
const tours = registry.category("web_tour.tours");

tours.add("sales_manual_enter_contract", {
    steps: () => [
        ...pick("partner_id", "Journey customer"),
        ...pick("incoterm_id", "CIF"),
        { trigger: "[name=incoterm_location] input", run: "edit Rotterdam" },
        { trigger: "[name=signed_amount] input", run: "edit 180000" },
        { trigger: "[name=line_ids] .o_field_x2many_list_row_add a", run: "click" },
        ...pick("product_id", "Test module 550", "[name=line_ids] .o_selected_row"),
        { trigger: "[name=line_ids] .o_selected_row [name=entered_qty] input", run: "edit 1000" },
        { trigger: "[name=line_ids] .o_selected_row [name=price_per_watt] input", run: "edit 0.3" },
        { trigger: ".o_form_button_save", run: "click" },
        { content: "the paper says more than the lines come to", trigger: ".o_form_saved .alert-warning" },
        { trigger: "button[name=action_submit]", run: "click" },
        inState("review"),
    ],
});

tours.add("sales_manual_read_and_sign", {
    steps: () => [
        { trigger: "button[name=action_open_signing]", run: "click" },
        { content: "what is signed is there to be read", trigger: ".modal [name=content_html] table" },
        { trigger: ".modal button[name=action_sign]", run: "click" },
        { trigger: "body:not(:has(.modal button[name=action_sign]))" },
        { content: "nothing is left to sign here", trigger: ".o_form_view:not(:has(button[name=action_open_signing]))" },
    ],
});

tours.add("sales_manual_decompose", {
    steps: () => [
        { trigger: "button[name=action_decompose]", run: "click" },
        { trigger: ".modal [name=months] input", run: "edit 2" },
        { trigger: ".modal button[name=action_fill]", run: "click" },
        { content: "two deliveries are shown before anything is made", trigger: ".modal [name=row_ids] .o_data_row:eq(1)" },
        { trigger: ".modal button[name=action_make]", run: "click" },
        { content: "the decomposition table opens", trigger: ".o_list_view .o_group_header, .o_list_view .o_data_row" },
    ],
});

tours.add("sales_manual_make_order", {
    steps: () => [
        { trigger: "button[name=action_create_orders]", run: "click" },
        { content: "the order opens as a quotation", trigger: ".o_form_view .o_field_widget[name=order_line] .o_data_row" },
        { trigger: "button[name=action_confirm]", run: "click" },
        inState("sale"),
    ],
});

tours.add("sales_manual_make_notice", {
    steps: () => [
        { trigger: "button[name=action_make_shipping_notice]", run: "click" },
        { content: "the notice has what the order has open", trigger: ".o_form_view [name=line_ids] .o_data_row" },
        { trigger: "button[name=action_issue]", run: "click" },
        inState("signing"),
    ],
});

tours.add("sales_manual_sign_from_list", {
    steps: () => [
        { trigger: ".o_data_row button[name=action_open_signing]", run: "click" },
        { content: "nobody signs unread", trigger: ".modal [name=content_html] table" },
        { trigger: ".modal button[name=action_sign]", run: "click" },
        { content: "the list is empty then", trigger: ".o_list_view:not(:has(button[name=action_open_signing]))" },
    ],
});

tours.add("sales_manual_refused_at_the_gate", {
    steps: () => [
        { trigger: ".o_statusbar_buttons button[name=button_validate]", run: "click" },
        { content: "the refusal names the notice, in any language", trigger: ".modal:contains(A-20)" },
        { trigger: ".modal .modal-footer button, .modal button.btn-close", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        inState("assigned"),
    ],
});

tours.add("sales_manual_ship", {
    steps: () => [{ trigger: ".o_statusbar_buttons button[name=button_validate]", run: "click" }, inState("done")],
});

tours.add("sales_manual_invoice", {
    steps: () => [
        { trigger: "#create_invoice", run: "click" },
        { trigger: ".modal button[name=create_invoices]", run: "click" },
        { trigger: ".o_form_view [name=invoice_line_ids] .o_data_row" },
        { trigger: "button[name=action_post]", run: "click" },
        inState("posted"),
    ],
});

tours.add("sales_manual_sign_on_a_phone", {
    steps: () => [
        { trigger: ".o_kanban_record button[name=action_open_signing]", run: "click" },
        { trigger: ".modal [name=content_html] table" },
        { trigger: ".modal button[name=action_sign]", run: "click" },
        { trigger: ".o_kanban_view:not(:has(button[name=action_open_signing]))" },
    ],
});
