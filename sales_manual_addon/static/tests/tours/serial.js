import { registry } from "@web/core/registry";
import { header, inState, upload } from "@sales_manual_addon/../tests/tours/steps";

// From the file of the flash tester over pallets to the gate, and from a serial number back to its contract.
const tours = registry.category("web_tour.tours");
const choose = (name, ...lines) => [
    upload("data_file", name, lines.map((cells) => cells.join("\t")).join("\n"), ".modal"),
    { trigger: `.modal [name=data_file] input:value("${name}")` },
    { trigger: ".modal button[name=action_import]", run: "click" },
];
const clear = { trigger: ".modal [name=data_file] .o_clear_file_button", run: "click" };
const packing = { trigger: `.o_statusbar_buttons button:contains("Serial numbers")`, run: "click" };
const flash = ["Serial No.", "Pmax (W)", "Model"];
const pallets = ["SN", "Pallet"];

tours.add("sales_manual_flash_file", {
    steps: () => [
        { trigger: ".o_control_panel button:contains(Import)", run: "click" },
        ...choose("flash-1.txt", flash, ["TS1", "551", "TTM-550"], ["TS2", "much", "TTM-550"]),
        { content: "what is wrong, by row and column", trigger: `.modal .alert-danger:contains("Row 3, column B")` },
        clear,
        ...choose(
            "flash-2.txt",
            flash,
            ["TS1", "551", "TTM-550"],
            ["TS2", "552", "TTM-550"],
            ["TS3", "553", "TTM-550"],
            ["TS4", "560", "TTM-550"]
        ),
        { trigger: "body:not(:has(.modal))" },
        { content: "the tests are listed", trigger: `.o_data_row:contains("TS4"):contains("flash-2.txt")` },
    ],
});

tours.add("sales_manual_pack_serials", {
    steps: () => [
        packing,
        ...choose("pack-1.txt", pallets, ["TS1", "PAL-1"], ["TS9", "PAL-1"]),
        { content: "nobody knows that one", trigger: `.modal .alert-danger:contains("TS9")` },
        clear,
        ...choose("pack-2.txt", pallets, ["TS1", "PAL-1"], ["TS2", "PAL-1"], ["TS4", "PAL-2"]),
        { trigger: "body:not(:has(.modal))" },
        { content: "said on the transfer", trigger: `[name=shipping_gate_reason]:contains("TS4 (560"):contains("550 to 555 W")` },
        header("button_validate"),
        { content: "and refused", trigger: `.modal:contains("TS4 (560"):contains("550 to 555 W")` },
        { trigger: ".modal .modal-footer button, .modal button.btn-close", run: "click" },
        { trigger: "body:not(:has(.modal)) .o_form_view" },
        packing,
        ...choose("pack-3.txt", pallets, ["TS3", "PAL-2"]),
        { content: "what stands there stays until it is taken off", trigger: `.modal .alert-danger:contains("TS1, TS2, TS4")` },
        { trigger: ".modal button[special=cancel]", run: "click" },
        { trigger: "body:not(:has(.modal)) [name=move_ids] button[name=action_show_details]", run: "click" },
        { trigger: `.modal .o_data_row:contains("TS4") .o_list_record_remove`, run: "click" },
        { trigger: `.modal .o_list_view:not(:has(.o_data_row:contains("TS4"))), .modal [name=move_line_ids]:not(:has(.o_data_row:contains("TS4")))` },
        { trigger: ".modal .o_form_button_save", run: "click" },
        { trigger: "body:not(:has(.modal)) .o_form_view" },
        packing,
        ...choose("pack-3.txt", pallets, ["TS3", "PAL-2"]),
        { trigger: `body:not(:has(.modal)) .o_form_view:not(:has([name=shipping_gate_reason]))` },
        header("button_validate"),
        inState("done"),
    ],
});

tours.add("sales_manual_trace_serial", {
    steps: () => [
        { trigger: ".modal [name=serials] textarea", run: "edit TS3" },
        { trigger: ".modal button[name=action_find]", run: "click" },
        { trigger: `.o_data_row:contains("TS3"):contains("PAL-2"):contains("A-20") [name=serial]`, run: "click" },
        { content: "the notice under which it left", trigger: ".o_form_view .oe_title [name=name]:contains(A-20)" },
        { trigger: "button[name=action_open_contract]", run: "click" },
        { content: "and its contract", trigger: ".o_form_view .o_field_widget[name=settlement], .o_form_view [name=line_ids] .o_data_row" },
    ],
});
