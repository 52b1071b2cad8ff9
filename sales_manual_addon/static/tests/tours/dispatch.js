import { registry } from "@web/core/registry";
import { header, papersCame, sayWhy } from "@sales_manual_addon/../tests/tours/steps";

// After the signatures, on a phone: the dispatcher ships and lets the vehicle out, the clerk asks what arrived.
const tours = registry.category("web_tour.tours");
const row = ".modal .o_form_view";

tours.add("sales_manual_gate_pass_on_a_phone", {
    steps: () => [
        header("button_validate"),
        header("action_gate_pass"),
        { content: "the pass is made of what left", trigger: `[name=line_ids] .o_kanban_record:contains("Test module 550")` },
        { trigger: "[name=carrier_id] input", run: "click" },
        { trigger: `.modal .o_kanban_record:contains("Test carrier")`, run: "click" },
        { trigger: "[name=plate] input", run: "edit 沪A12345" },
        { trigger: "[name=driver] input", run: "edit Wang" },
        { trigger: "[name=driver_phone] input", run: "edit 13800000000" },
        header("action_leave"),
        { content: "the number is given", trigger: `.oe_title [name=name]:contains(GP-)` },
        { trigger: ".o_statusbar_buttons button:has(.oi-ellipsis-v)", run: "click" },
        { trigger: ".o-dropdown--menu button[name=action_print]", run: "click" },
        papersCame(),
    ],
});

tours.add("sales_manual_arrival_on_a_phone", {
    steps: () => [
        { trigger: ".o_statusbar_buttons button:has(.oi-ellipsis-v)", run: "click" },
        { trigger: ".o-dropdown--menu button[name=action_fill_received]", run: "click" },
        { trigger: `[name=line_ids] .o_kanban_record:contains("Received: 10")`, run: "click" },
        { trigger: `${row} [name=received_qty] input`, run: "edit 8" },
        { trigger: `${row} [name=damaged_qty] input`, run: "edit 1" },
        { trigger: ".modal .o_form_button_save", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        { trigger: "[name=signed_by] input", run: "edit Zhao" },
        header("action_confirm_arrival"),
        { content: "the refusal asks for the cause", trigger: `.modal:contains("8"):contains("10")` },
        { trigger: ".modal .modal-footer button, .modal button.btn-close", run: "click" },
        { trigger: "body:not(:has(.modal)) [name=line_ids] .o_kanban_record", run: "click" },
        { trigger: `${row} [name=difference_note] input, ${row} [name=difference_note] textarea`, run: "edit Accident" },
        { trigger: ".modal .o_form_button_save", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        header("action_confirm_arrival"),
        { content: "what is missing stands on the pass", trigger: `[name=loss_qty]:contains("2")` },
    ],
});

tours.add("sales_manual_losses_on_a_phone", {
    steps: () => [
        { trigger: `.o_kanban_record:contains("Test carrier"):contains("Accident"):contains("GP-")` },
    ],
});

const held = `:contains("已暂停"):contains("价格")`;

tours.add("sales_manual_held_at_the_gate", {
    steps: () => [
        { content: "why, before anything is pressed", trigger: `[name=shipping_gate_reason]${held}` },
        header("button_validate"),
        { content: "and pressed all the same", trigger: `.modal${held}` },
        { trigger: ".modal .modal-footer button, .modal button.btn-close", run: "click" },
        { trigger: "body:not(:has(.modal)) .o_form_view" },
    ],
});

tours.add("sales_manual_recheck", {
    steps: () => [
        { trigger: `[name=alerts]${held}` },
        ...sayWhy("Compared with the order", "q"),
        { trigger: `.o_form_view:not(:has([name=alerts]${held}))` },
    ],
});
