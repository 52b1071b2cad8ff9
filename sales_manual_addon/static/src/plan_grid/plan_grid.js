import { Component, onWillStart, useExternalListener, useRef, useState } from "@odoo/owl";

import { _t } from "@web/core/l10n/translation";
import { localization } from "@web/core/l10n/localization";
import { Pager } from "@web/core/pager/pager";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

const NUMBER = new Intl.NumberFormat("en-US");
const MODEL = "sales.manual.plan";

// A plan as rows of contract lines and columns of weeks. Odoo CE has no grid view and a list's heads cannot carry the
// dates of a month's weeks, hence a component: it shows what the server says and sends what was typed, all of it in one
// call; sums are the server's.
export class PlanGrid extends Component {
    static template = "sales_manual_addon.PlanGrid";
    static components = { Layout, Pager };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.notification = useService("notification");
        this.ui = useService("ui");
        this.root = useRef("root");
        this.lang = localization.code;
        this.display = { controlPanel: {} };
        this.planId = this.props.action.context.active_id;
        this.state = useState({ page: null, measure: null, entered: {}, search: "", saving: false });
        useExternalListener(window, "beforeunload", (ev) => this.isDirty && ev.preventDefault());
        onWillStart(() => this.load(0));
    }

    // what is shown

    async load(offset) {
        if (this.planId) {
            this.take(await this.orm.call(MODEL, "grid_page", [[this.planId], offset, this.state.search]));
        }
    }

    take(page) {
        this.state.page = page;
        this.state.entered = {};
        const names = page.measures.map((measure) => measure.name);
        if (!names.includes(this.state.measure)) {
            this.state.measure = names[0] || null;
        }
        this.env.config.setDisplayName(page.name);
    }

    get weeks() {
        const weeks = this.state.page.weeks;
        // on a phone one week is read: this one, or the first of a month to come
        return this.ui.isSmall ? [weeks.find((week) => week.is_now) || weeks[0]] : weeks;
    }

    get canEnter() {
        return !this.ui.isSmall && Boolean(this.state.measure);
    }

    get isDirty() {
        return Object.keys(this.state.entered).length > 0;
    }

    number(value) {
        return value ? NUMBER.format(value) : "";
    }

    // in the template a variable of this name would take its place
    cell(row, week) {
        return row.cells[week.date] || {};
    }

    key(row, week) {
        return `${row.id}/${week.date}`;
    }

    shown(row, week) {
        const entered = this.state.entered[this.key(row, week)];
        return entered === undefined ? this.number(this.cell(row, week)[this.state.measure]) : entered;
    }

    total(week, name) {
        return this.state.page.totals[week.date]?.[name] || 0;
    }

    sum(name) {
        return this.state.page.weeks.reduce((sum, week) => sum + this.total(week, name), 0);
    }

    // entering

    pieces(text) {
        const plain = String(text).replace(/[\s,，]/g, "");
        return /^\d*$/.test(plain) ? Number(plain || 0) : null;
    }

    enter(row, week, text) {
        const key = this.key(row, week);
        if (this.pieces(text) === (this.cell(row, week)[this.state.measure] || 0)) {
            delete this.state.entered[key];
        } else {
            this.state.entered[key] = text;
        }
    }

    isWrong(row, week) {
        const entered = this.state.entered[this.key(row, week)];
        return entered !== undefined && this.pieces(entered) === null;
    }

    onKeydown(ev, row, week, line, column) {
        const moves = { ArrowUp: [-1, 0], ArrowDown: [1, 0], Enter: [ev.shiftKey ? -1 : 1, 0] };
        const atStart = ev.target.selectionEnd === 0 || ev.target.selectionEnd - ev.target.selectionStart > 0;
        const atEnd = ev.target.selectionStart === ev.target.value.length || atStart;
        if (ev.key === "ArrowLeft" && atStart) {
            moves.ArrowLeft = [0, -1];
        } else if (ev.key === "ArrowRight" && atEnd) {
            moves.ArrowRight = [0, 1];
        }
        if (ev.key === "Escape") {
            delete this.state.entered[this.key(row, week)];
            ev.target.value = this.shown(row, week);
            ev.target.select();
            ev.stopPropagation();
        } else if (moves[ev.key]) {
            const [down, right] = moves[ev.key];
            this.focus(line + down, column + right);
            ev.preventDefault();
            ev.stopPropagation();
        }
    }

    focus(line, column) {
        const input = this.root.el.querySelector(`input[data-cell="${line}/${column}"]`);
        input?.focus();
        input?.select();
    }

    onPaste(ev, line, column) {
        const rows = ev.clipboardData
            .getData("text/plain")
            .replace(/\r?\n$/, "")
            .split(/\r?\n/)
            .map((text) => text.split("\t"));
        if (rows.length === 1 && rows[0].length === 1) {
            return;
        }
        ev.preventDefault();
        rows.forEach((texts, down) => {
            const row = this.state.page.rows[line + down];
            texts.forEach((text, right) => {
                const week = this.weeks[column + right];
                if (row?.is_writable && week) {
                    this.enter(row, week, text.trim());
                }
            });
        });
    }

    async save() {
        const entered = Object.entries(this.state.entered);
        const cells = entered.map(([key, text]) => {
            const [line, week] = key.split("/");
            return [Number(line), week, this.pieces(text)];
        });
        if (cells.some((cell) => cell[2] === null)) {
            this.notification.add(_t("Some cells hold no whole number of pieces."), { type: "danger" });
            return;
        }
        this.state.saving = true;
        try {
            const { measure, search, page } = this.state;
            const args = [[this.planId], cells, measure, page.offset, search];
            this.take(await this.orm.call(MODEL, "grid_save", args));
        } finally {
            this.state.saving = false;
        }
    }

    discard() {
        this.state.entered = {};
    }

    isKept() {
        if (this.isDirty) {
            this.notification.add(_t("Save or discard what was entered first."), { type: "warning" });
        }
        return !this.isDirty;
    }

    onMeasure(ev) {
        if (this.isKept()) {
            this.state.measure = ev.target.value;
        } else {
            ev.target.value = this.state.measure;
        }
    }

    onPage({ offset }) {
        return this.isKept() ? this.load(offset) : null;
    }

    onSearch(ev) {
        if (this.isKept()) {
            this.state.search = ev.target.value;
            this.load(0);
        }
    }
}

registry.category("actions").add("sales_manual_plan_grid", PlanGrid);
