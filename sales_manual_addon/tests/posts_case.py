"""Builders for posts and their assignments."""

from datetime import timedelta

from odoo.tests import new_test_user

from .common import SalesManualCommon


class PostsCase(SalesManualCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Assignment = cls.env["sales.manual.post.assignment"]
        cls.today = cls.Assignment._today()
        cls.clerk_card = cls.env.ref("sales_manual_addon.card_dom_clerk")
        cls.marketing_card = cls.env.ref("sales_manual_addon.card_marketing")
        cls.clerk = cls.env.ref("sales_manual_addon.post_dom_clerk")
        cls.anna = new_test_user(cls.env, login="test_anna", groups="base.group_user")
        cls.bert = new_test_user(cls.env, login="test_bert", groups="base.group_user")
        cls.configurer = new_test_user(
            cls.env, login="test_configurer", groups="base.group_user,sales_manual_addon.group_configuration"
        )

    def day(self, days):
        return self.today + timedelta(days=days)

    def assign(self, user=None, post=None, start=0, end=None, **values):
        return self.Assignment.with_user(self.configurer).create(
            {
                "user_id": (user or self.anna).id,
                "post_id": (post or self.clerk_card).id,
                "date_from": self.day(start),
                "date_to": end is not None and self.day(end),
                **values,
            }
        )

    def deputy(self, user, principal, start=0, end=5, **values):
        return self.assign(user, principal.post_id, start, end, kind="deputy", principal_id=principal.id, **values)
