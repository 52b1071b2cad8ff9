"""Companies, users and customers: few enough to be made by Odoo's own methods."""

from odoo import Command

# posts of the manual and how many people hold each: 62 users
HOLDERS = {
    "gm": 1, "dgm": 1,
    "dom_manager": 1, "dom_deputy": 1, "dom_supervisor": 10, "dom_clerk": 2,
    "int_manager": 1, "int_deputy": 1, "int_salesperson": 14, "int_clerk": 2,
    "cmd_manager": 1, "cmd_deputy": 1, "int_contract": 3, "dom_contract": 3, "dom_execution": 2,
    "sales_accountant": 3, "cashier": 2,
    "warehouse_statistician": 4, "production_planner": 1, "dispatcher": 3, "sales_statistician": 1,
    "import_export": 1, "marketing": 1, "archivist": 1, "auditor": 1,
}  # fmt: skip
# what Odoo itself asks of them before there is an addon
GROUPS = {
    "dom": "sales_team.group_sale_salesman",
    "int": "sales_team.group_sale_salesman",
    "sales": "account.group_account_invoice",
    "cashier": "account.group_account_invoice",
    "warehouse": "stock.group_stock_user",
    "dispatcher": "stock.group_stock_user",
}
# 30 countries with the currency their customers pay in; how the customers spread over them is in _country
COUNTRIES = {
    "CNY": ["cn"],
    "EUR": ["de", "nl", "es", "it", "fr", "be", "at", "pt", "ie"],
    "USD": ["us", "ae", "sa", "in", "vn", "th", "ph", "my", "br", "mx", "cl", "za", "eg", "ke", "pk", "kr", "il"],
    "GBP": ["uk", "gi"],
    "JPY": ["jp"],
}
# foreign money for one yuan: one rate for all the years, so that receipts leave no exchange difference
RATES = {"EUR": 0.128, "USD": 0.14, "GBP": 0.11, "JPY": 20.5}
PORTS = ["Rotterdam", "Hamburg", "Los Angeles", "Jebel Ali", "Mundra", "Santos", "Valencia", "Tokyo", "Durban"]


def make_companies(env):
    """The headquarters and a trading company, both in China; only the first had its chart of accounts."""
    main = env.company
    main.name = "Xinghe Solar"
    trade = env["res.company"].create({"name": "Xinghe Trading", "country_id": env.ref("base.cn").id,
                                       "currency_id": main.currency_id.id})  # fmt: skip
    env["account.chart.template"].try_loading("cn", trade)
    return main | trade


def make_users(env, companies):
    """Return {login: user}; a login is the post and a number, e.g. ``int_contract_2``."""
    values = []
    for post, count in HOLDERS.items():
        group = GROUPS.get(post.partition("_")[0])
        for number in range(1, count + 1):
            login = f"{post}_{number}"
            values.append({
                "name": login.replace("_", " ").capitalize(), "login": login, "email": f"{login}@example.com",
                "company_id": companies[0].id, "company_ids": [Command.set(companies.ids)],
                "group_ids": [Command.set([env.ref("base.group_user").id, *([env.ref(group).id] if group else [])])],
            })  # fmt: skip
    users = env["res.users"].with_context(no_reset_password=True, mail_create_nolog=True).create(values)
    return {user.login: user for user in users}


def make_teams(env, users):
    """Return {market: team}: one department for each market, in every company."""
    teams = {}
    for market, prefix in (("domestic", "dom"), ("international", "int")):
        members = [
            user.id for login, user in users.items()
            if login.startswith(f"{prefix}_") and "contract" not in login and "execution" not in login
        ]  # fmt: skip
        teams[market] = env["crm.team"].create({
            "name": f"{market.capitalize()} sales", "company_id": False, "user_id": users[f"{prefix}_manager_1"].id,
            "member_ids": [Command.set(members)],
        })  # fmt: skip
    return teams


def _country(number):
    """(currency, country code) of a customer: a third at home, then USD, EUR, the rest; the larger ones of each kind
    spread alike."""
    currency = ["CNY", "USD", "EUR", "CNY", "USD", "GBP", "CNY", "EUR", "USD", "JPY"][number % 10]
    codes = COUNTRIES[currency]
    return currency, codes[number // 10 % len(codes)]


def make_customers(env, count, companies, users, teams, terms, pricelists):
    """Make the customers and return their rows for ``gen.customer``, the largest customer first."""
    salespeople = {
        "domestic": [user.id for login, user in users.items() if login.startswith("dom_supervisor")],
        "international": [user.id for login, user in users.items() if login.startswith("int_salesperson")],
    }
    kinds = [_country(number) for number in range(count)]
    partners = env["res.partner"].with_context(mail_create_nolog=True, tracking_disable=True).create([
        {"name": f"Customer {number:04d} {code.upper()}", "is_company": True, "customer_rank": 1,
         "country_id": env.ref(f"base.{code}").id, "city": f"City {number % 97}", "street": f"Street {number}",
         "email": f"customer{number}@example.com", "ref": f"C{number:05d}", "company_id": False}
        for number, (_currency, code) in enumerate(kinds, 1)
    ])  # fmt: skip
    incoterms = [env.ref("account.incoterm_FOB").id, env.ref("account.incoterm_CIF").id]
    warehouses = {
        company: env["stock.warehouse"].search([("company_id", "=", company.id)], order="id") for company in companies
    }
    _set_defaults(env, companies, partners, kinds, terms, pricelists)
    rows = []
    for number, (partner, (currency, _code)) in enumerate(zip(partners, kinds, strict=True)):
        market = "domestic" if currency == "CNY" else "international"
        company = companies[1] if number % 9 == 4 else companies[0]
        team, people = teams[market], salespeople[market]
        abroad = market == "international"
        rows.append((
            number, partner.id, partner.name, market, company.id, env.ref(f"base.{currency}").id,
            env.ref(f"base.{currency}").decimal_places, RATES.get(currency, 1.0), pricelists[currency].id,
            people[number * 7 % len(people)], team.id, terms[number % len(terms)].id, number % len(terms),
            incoterms[number % 2] if abroad else None, PORTS[number % len(PORTS)] if abroad else None,
            warehouses[company][number // 3 % len(warehouses[company])].id,
        ))  # fmt: skip
    return rows


def _set_defaults(env, companies, partners, kinds, terms, pricelists):
    """What their next order starts from: currency and payment terms of the ones before."""
    for place, term in enumerate(terms):
        for company in companies:
            partners[place :: len(terms)].with_company(company).property_payment_term_id = term
    for currency, pricelist in pricelists.items():
        payers = [partner.id for partner, kind in zip(partners, kinds, strict=True) if kind[0] == currency]
        for company in companies:
            env["res.partner"].browse(payers).with_company(company).property_product_pricelist = pricelist


CUSTOMER_TABLE = """
    CREATE TABLE gen.customer (
        number int PRIMARY KEY, partner_id int, partner_name text, market text, company_id int, currency_id int,
        decimals int, rate numeric, pricelist_id int, user_id int, team_id int, term_id int, term int,
        incoterm_id int, place text, warehouse_id int)
"""
