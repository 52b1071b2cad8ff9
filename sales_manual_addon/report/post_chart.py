from odoo import api, models
from odoo.fields import Domain


class ReportSalesManualPostChart(models.AbstractModel):
    """The organisation chart of all posts: on the screen a picture in the reader's language, whose boxes open posts; on
    one page of paper in both languages.
    """

    _name = "report.sales_manual_addon.report_post_chart"
    _inherit = ["report.sales_manual_addon.report_post"]
    _description = "Organisation chart"

    @api.model
    def _get_report_values(self, docids, data=None):
        posts = self.env["sales.manual.post"].search(Domain.TRUE)
        is_paper = (data or {}).get("report_type") == "pdf"
        scale = self._scale() if is_paper else 1
        children = dict(posts.grouped("superior_id"))
        roots = posts.filtered(lambda post: post.superior_id not in posts)
        # a head with heads below stands over columns of their own; the others stand under their departments
        trees = roots.filtered(lambda root: any(post in children for post in children.get(root, ())))
        beside = (roots - trees).grouped("department_id")
        return {
            "doc_ids": posts.ids,
            "doc_model": posts._name,
            "size": lambda value: f"{value * scale:.2f}",
            "is_paper": is_paper,
            "trees": trees,
            "beside": beside,
            "children": lambda post: children.get(post, posts.browse()),
            "departments": posts.department_id,
            "named": (lambda record: self._lines(record, "name")) if is_paper else (lambda record: record.name),
            "words": self._words(is_paper),
        }

    def _words(self, is_paper):
        """What the chart says beside names, by key: ``missing`` is a function of the number."""
        tongues = [self.with_context(lang=lang).env for lang in self._languages()] if is_paper else [self.env]

        def said(word):
            return " ".join(dict.fromkeys(word(env) for env in tongues))

        return {
            "title": said(lambda env: env._("Organisation Chart")),
            "missing": lambda count: said(lambda env: env._("%(count)s missing", count=count)),
        }
