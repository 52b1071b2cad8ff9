import { registry } from "@web/core/registry";
import { header, inState, pick } from "@sales_manual_addon/../tests/tours/steps";

// Goods that are not sold (class C), and a declaration to customs (class D), each from paper to end.
const tours = registry.category("web_tour.tours");
const line = "[name=line_ids] .o_selected_row";

const today = [
    { trigger: "[name=ship_date] button, [name=ship_date] input", run: "click" },
    { trigger: ".o_datetime_picker .o_date_item_cell.o_today", run: "click" },
];

const nextMonth = [
    { trigger: "[name=due_back_date] button, [name=due_back_date] input", run: "click" },
    { trigger: ".o_datetime_picker .o_next", run: "click" },
    { trigger: ".o_datetime_picker .o_date_item_cell:not(.o_out_of_range):contains(/^15$/)", run: "click" },
];

tours.add("sales_manual_make_free_notice", {
    steps: () => [
        ...pick("class_id", "Journey class C"),
        ...pick("partner_id", "Test foreign customer"),
        { trigger: "[name=reason_kind] select, [name=reason_kind] input", run: "click" },
        { trigger: `.o_select_menu_item:contains("Exhibition sample")`, run: "click" },
        { trigger: "[name=reason] textarea, [name=reason] input", run: "edit Fair in Munich" },
        ...today,
        ...pick("warehouse_id", "Journey warehouse"),
        ...nextMonth,
        ...pick("keeper_id", "Test foreign customer"),
        { trigger: "[name=line_ids] .o_field_x2many_list_row_add a", run: "click" },
        ...pick("product_id", "Test module 550", line),
        { trigger: `${line} [name=pieces_qty] input`, run: "edit 2" },
        { trigger: ".o_form_button_save", run: "click" },
        { content: "what it is worth", trigger: `.o_form_saved [name=cost_amount]:contains("160")` },
        header("action_issue"),
        inState("signing"),
    ],
});

tours.add("sales_manual_ledger_of_what_is_out", {
    steps: () => [
        {
            content: "under its customer and keeper",
            trigger: `.o_data_row:contains("C-20"):contains("Test module 550"):contains("Test foreign customer")`,
        },
    ],
});

tours.add("sales_manual_make_proforma", {
    steps: () => [
        ...pick("partner_id", "Test foreign customer"),
        ...pick("currency_id", "USD"),
        { trigger: "[name=line_ids] .o_field_x2many_list_row_add a", run: "click" },
        ...pick("product_id", "Test module 550", line),
        { trigger: `${line} [name=pieces_qty] input`, run: "edit 10" },
        { trigger: `${line} [name=price_unit] input`, run: "edit 100" },
        { trigger: ".o_form_button_save", run: "click" },
        header("action_issue"),
        { content: "numbered", trigger: `.oe_title [name=name]:contains(PI-20)` },
        inState("issued"),
    ],
});

tours.add("sales_manual_notice_from_proforma", {
    steps: () => [
        header("action_make_notice"),
        { content: "what is declared is on the notice", trigger: `[name=line_ids] .o_data_row:contains("Test module 550")` },
        header("action_issue"),
        inState("signing"),
    ],
});

tours.add("sales_manual_declare", {
    steps: () => [
        { trigger: ".o_data_row [name=name]", run: "click" },
        { trigger: ".o_data_row [name=name] input", run: "edit 2233202600001" },
        { trigger: ".o_data_row [name=date] input, .o_data_row [name=date] button", run: "click" },
        { trigger: ".o_datetime_picker .o_date_item_cell.o_today", run: "click" },
        { trigger: ".o_list_button_save", run: "click" },
        { content: "nobody checks off what he declared", trigger: ".o_list_view:not(:has(button[name=action_check_off]))" },
    ],
});

tours.add("sales_manual_check_off", {
    steps: () => [
        { trigger: `.o_data_row:contains("2233202600001") button[name=action_check_off]`, run: "click" },
        { content: "closed, it leaves the list", trigger: `.o_list_view:not(:has(.o_data_row:contains("2233202600001")))` },
    ],
});
