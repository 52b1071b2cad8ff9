import { registry } from "@web/core/registry";

// The user form shows each post as a choice of its own: choosing a further one must send none away.
// The test names the posts, so that the tour reads the same in every language.
const choice = (post) => `[name=group_ids] .o_wrap_label:contains("${post}") + .o_wrap_input input`;

registry.category("web_tour.tours").add("sales_manual_two_posts", {
    steps: () => [
        { trigger: ".nav-link[name=access_rights]", run: "click" },
        { trigger: `${choice("First post")}:value("First post")` },
        { trigger: `${choice("Second post")}:value("Second post")` },
        { trigger: choice("Third post"), run: "click" },
        { trigger: `.o_select_menu_item:contains("Third post")`, run: "click" },
        { trigger: `${choice("Third post")}:value("Third post")` },
        { trigger: ".o_form_button_save", run: "click" },
        { content: "the form is saved and shows all of them", trigger: ".o_form_saved" },
        { trigger: `${choice("First post")}:value("First post")` },
        { trigger: `${choice("Second post")}:value("Second post")` },
    ],
});

registry.category("web_tour.tours").add("sales_manual_user_renamed", {
    steps: () => [
        { trigger: ".nav-link[name=access_rights]", run: "click" },
        { trigger: `${choice("First post")}:value("First post")` },
        { trigger: ".o_field_widget[name=name] input", run: "edit Renamed" },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_saved" },
    ],
});
