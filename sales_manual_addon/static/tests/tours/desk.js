import { registry } from "@web/core/registry";

// From the desk to a card's list, every document read and signed, and back to an emptier desk. By names of cards and
// buttons, so that the tour reads the same in every language and, with its cards for rows, on a phone.
const tours = registry.category("web_tour.tours");
const card = (code) => `.o_sales_manual_desk [data-card=${code}]`;

function signAll(code, row, count) {
    const signOne = [
        { content: "nobody signs unread", trigger: ".modal [name=content_html] table" },
        { trigger: ".modal button[name=action_sign]", run: "click" },
    ];
    const next = { content: "the next one opens by itself", trigger: ".modal [name=comment] textarea:value(/^$/)" };
    return [
        { content: "the card says how many", trigger: `${card(code)} a.btn-primary:contains("${count}")`, run: "click" },
        { trigger: `${row} button[name=action_open_signing]`, run: "click" },
        { trigger: ".modal [name=comment] textarea", run: "edit Read" },
        ...signOne,
        next,
        ...signOne,
        { trigger: "body:not(:has(.modal button[name=action_sign]))" },
        { content: "the list is empty then", trigger: ".o_action_manager:not(:has(button[name=action_open_signing]))" },
        { trigger: ".o_back_button", run: "click" },
        { content: "and so is the card", trigger: `.o_sales_manual_desk:not(:has([data-card=${code}]))` },
    ];
}

tours.add("sales_manual_desk", { steps: () => signAll("contracts_to_sign", ".o_data_row", 2) });

tours.add("sales_manual_desk_on_a_phone", { steps: () => signAll("notices_to_sign", ".o_kanban_record", 2) });

tours.add("sales_manual_desk_menu", {
    steps: () => [
        { trigger: `.o_kanban_record:has([data-card=contracts_watch]) .o_dropdown_kanban button:not(:visible)`, run: "click" },
        { trigger: ".o-dropdown--kanban-record-menu a[href*=view_type]", run: "click" },
        { content: "the analysis of contracts opens", trigger: ".o_pivot_view, .o_pivot" },
        { trigger: ".o_back_button", run: "click" },
        { trigger: ".o_searchview_facet .o_facet_remove", run: "click" },
        { trigger: card("contracts_watch") },
        { trigger: ".o_searchview_dropdown_toggler", run: "click" },
        { trigger: ".o_filter_menu .o_menu_item:eq(2)", run: "click" },
        { content: "the empty cards too", trigger: card("activities") },
    ],
});
