# Read by `odoo shell`: the company is in China, with the Chinese chart of accounts and currency.
company = env.company  # noqa: F821
company.country_id = env.ref("base.cn")  # noqa: F821
env["account.chart.template"].try_loading("cn", company)  # noqa: F821
assert company.currency_id.name == "CNY", company.currency_id.name
assert company.chart_template == "cn", company.chart_template
env.cr.commit()  # noqa: F821
