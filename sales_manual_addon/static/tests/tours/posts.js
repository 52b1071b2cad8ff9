import { registry } from "@web/core/registry";
import { pick } from "@sales_manual_addon/../tests/tours/steps";

// The test names departments, screens, capabilities and users, so that the tours read the same in every language.
const tours = registry.category("web_tour.tours");

tours.add("sales_manual_make_post", {
    steps: () => [
        { content: "the app speaks Chinese", trigger: `.o_main_navbar:contains("工作手册")` },
        { trigger: ".o_form_view .oe_title [name=name] input", run: "edit Journey post" },
        ...pick("department_id", "Journey department"),
        { trigger: "[name=headcount] input", run: "edit 2" },
        { trigger: "[name=duty_ids] .o_field_x2many_list_row_add a", run: "click" },
        { trigger: ".modal [name=name] input", run: "edit Journey duty" },
        ...pick("menu_ids", "Journey screen", ".modal"),
        ...pick("capability_id", "Journey capability", ".modal"),
        { trigger: ".modal .o_form_button_save", run: "click" },
        { trigger: `body:not(:has(.modal)) [name=duty_ids] .o_data_row:contains("Journey duty"):contains("Journey screen")` },
        { trigger: ".o_form_button_save", run: "click" },
        { content: "who may hold it is still to be made", trigger: ".o_form_saved .alert-warning" },
        { trigger: "button[name=action_create_group]", run: "click" },
        { content: "what its duties need is chosen already", trigger: ".modal [name=capability_ids] input:checked" },
        { trigger: ".modal button[name=action_create]", run: "click" },
        { trigger: "body:not(:has(.modal)) .o_form_view:not(:has(button[name=action_create_group]))" },
        { trigger: "button[name=action_open_assignments]", run: "click" },
        { trigger: ".o_list_view .o_list_button_add", run: "click" },
        { content: "the post is filled in", trigger: `[name=post_id] input:value("Journey post")` },
        ...pick("user_id", "Separated user"),
        { trigger: ".o_form_button_save", run: "click" },
        { content: "the access is given", trigger: ".o_form_saved [name=is_applied] input:checked" },
    ],
});

tours.add("sales_manual_assign_refused", {
    steps: () => [
        ...pick("user_id", "Separated user"),
        ...pick("post_id", "Separated second post"),
        { trigger: ".o_form_button_save", run: "click" },
        {
            content: "the message names the user, the rule and who can approve an exception",
            trigger: `.modal-body:contains("Separated user"):contains("The risk of separation"):contains("Separated approver")`,
        },
        { trigger: ".modal-footer button.btn-primary", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        { trigger: ".o_form_button_cancel", run: "click" },
        { trigger: ".o_list_view, .o_form_saved" },
    ],
});

tours.add("sales_manual_click_through_chart", {
    steps: () => [
        { trigger: `:iframe .o_chart_box:contains("Journey head"):contains("Separated user")`, run: "click" },
        { content: "a box of the chart opens its post", trigger: `.o_form_view .o_field_widget[name=name]:contains("Journey head"), .o_form_view [name=name] input:value("Journey head")` },
    ],
});

tours.add("sales_manual_dispatch_refused", {
    steps: () => [
        { trigger: ".o_statusbar_buttons button[name=button_validate]", run: "click" },
        { content: "the refusal names the notice and the rule", trigger: `.modal:contains(A-20):contains("Separated rule")` },
        { trigger: ".modal .modal-footer button, .modal button.btn-close", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        { trigger: ".o_statusbar_status button[data-value=assigned].o_arrow_button_current" },
    ],
});
