"""Access rights of every post on every model, against a table that a person can read (architecture rules 8 and 9)."""

from odoo.tests import TransactionCase, new_test_user, tagged

from .common import POSTS

MODULE = "sales_manual_addon"
OPERATIONS = {"r": "read", "w": "write", "c": "create", "u": "unlink"}

# who besides the posts, with the groups of each
OTHERS = {
    "employee": "base.group_user",
    "administrator": "base.group_system",
    "portal": "base.group_portal",
    "public": "base.group_public",
}

# columns: ours first, then Odoo's that the posts work with
COLUMNS = {
    "contract": "sales.manual.contract",
    "line": "sales.manual.contract.line",
    "milest": "sales.manual.contract.milestone",
    "batch": "sales.manual.batch",
    "b.line": "sales.manual.batch.line",
    "notice": "sales.manual.notice",
    "n.line": "sales.manual.notice.line",
    "deliv": "sales.manual.notice.delivery",
    "class": "sales.manual.notice.class",
    "c.step": "sales.manual.notice.step",
    "c.copy": "sales.manual.notice.copy",
    "signoff": "sales.manual.signoff",
    "s.step": "sales.manual.signoff.step",
    "seal": "sales.manual.seal",
    "split": "sales.manual.batch.split",
    "decomp": "sales.manual.decompose",
    "d.line": "sales.manual.decompose.line",
    "d.row": "sales.manual.decompose.row",
    "reason": "sales.manual.reason",
    "sign": "sales.manual.sign",
    "exempt": "sales.manual.exemption",
    "e.use": "sales.manual.exemption.use",
    "start": "sales.manual.gate.start",
    "candid": "sales.manual.gate.candidate",
    "revoke": "sales.manual.exemption.revoke",
    "g.lock": "sales.manual.gate.lock",
    "verify": "sales.manual.verification",
    "v.line": "sales.manual.verification.line",
    "sep": "sales.manual.separation",
    "sep.exc": "sales.manual.separation.exception",
    "sep.find": "sales.manual.separation.finding",
    "sep.act": "sales.manual.separation.act",
    "dept": "sales.manual.department",
    "post.": "sales.manual.post",
    "duty": "sales.manual.post.duty",
    "assign": "sales.manual.post.assignment",
    "p.find": "sales.manual.post.finding",
    "network": "sales.manual.network",
    "p.group": "sales.manual.post.group",
    "order": "sale.order",
    "o.line": "sale.order.line",
    "invoicing": "sale.advance.payment.inv",
    "picking": "stock.picking",
    "move": "stock.move",
    "entry": "account.move",
    "item": "account.move.line",
    "payment": "account.payment",
    "card": "sales.manual.desk.card",
    "c.line": "sales.manual.desk.line",
    "shipm": "sales.manual.shipment",
    "frozen": "sales.manual.snapshot",
    "freeze": "sales.manual.freeze",
    "port": "sales.manual.port",
    "c.type": "sales.manual.container.type",
    "vessel": "sales.manual.vessel.booking",
    "box": "sales.manual.vessel.container",
    "goods": "sales.manual.vessel.allocation",
    "slip": "sales.manual.vessel.slip",
    "week": "sales.manual.vessel.confirmation",
    "rate": "sales.manual.vessel.rate",
    "score": "sales.manual.vessel.score",
    "v.act": "sales.manual.vessel.act",
    "toler": "sales.manual.tolerance",
    "t.appr": "sales.manual.tolerance.approval",
    "t.req": "sales.manual.tolerance.request",
    "credit": "sales.manual.credit",
    "expos": "sales.manual.credit.exposure",
    "cr.check": "sales.manual.credit.check",
    "cr.req": "sales.manual.credit.request",
    "profor": "sales.manual.proforma",
    "pf.line": "sales.manual.proforma.line",
    "declar": "sales.manual.declaration",
    "print": "sales.manual.print",
    "pickup": "sales.manual.pickup",
    "paynote": "sales.manual.payment.notice",
    "p.line": "sales.manual.payment.notice.line",
    "paper": "sales.manual.document",
    "p.kind": "sales.manual.document.kind",
    "p.act": "sales.manual.paper.act",
    "filing": "sales.manual.paper.filing",
    "f.line": "sales.manual.paper.filing.line",
    "ret": "sales.manual.return",
    "r.line": "sales.manual.return.line",
    "r.ana": "sales.manual.return.analysis",
    "serial": "sales.manual.serial",
    "flash": "sales.manual.flash.file",
    "lot": "stock.lot",
    "s.imp": "sales.manual.serial.import",
    "s.find": "sales.manual.serial.find",
    "pass": "sales.manual.dispatch",
    "a.line": "sales.manual.dispatch.line",
    "feedb": "sales.manual.feedback",
    "plan": "sales.manual.plan",
    "pl.line": "sales.manual.plan.line",
    "supply": "sales.manual.plan.supply",
    "unpl": "sales.manual.plan.unplanned",
    "pl.imp": "sales.manual.plan.import",
}

# r read, w write, c create, u unlink
TABLE = """
post                   contract line milest batch b.line notice n.line deliv class c.step c.copy signoff s.step seal
gm                     r        r    r      r     r      r      r      r     r     r      r      r       r      r
dgm                    r        r    r      r     r      r      r      r     r     r      r      r       r      r
dom_manager            rwcu     rwcu rwcu   r     r      r      r      r     r     r      r      r       r      r
dom_deputy             rwcu     rwcu rwcu   r     r      r      r      r     r     r      r      r       r      r
dom_supervisor         rwcu     rwcu rwcu   r     r      r      r      r     r     r      r      r       r      r
dom_clerk              r        r    r      r     r      r      r      r     r     r      r      r       r      r
int_manager            rwcu     rwcu rwcu   r     r      r      r      r     r     r      r      r       r      r
int_deputy             rwcu     rwcu rwcu   r     r      r      r      r     r     r      r      r       r      r
int_salesperson        rwcu     rwcu rwcu   r     r      r      r      r     r     r      r      r       r      r
int_clerk              r        r    r      r     r      r      r      r     r     r      r      r       r      r
cmd_manager            r        r    r      r     r      r      r      r     r     r      r      r       r      r
cmd_deputy             r        r    r      r     r      r      r      r     r     r      r      r       r      r
int_contract           rwcu     rwcu rwcu   rwcu  rwcu   rwcu   rwcu   r     r     r      r      r       r      r
dom_contract           rwcu     rwcu rwcu   rwcu  rwcu   rwcu   rwcu   r     r     r      r      r       r      r
dom_execution          r        r    r      r     r      r      r      r     r     r      r      r       r      r
sales_accountant       r        r    r      r     r      r      r      r     r     r      r      r       r      r
cashier                r        r    r      r     r      r      r      r     r     r      r      r       r      r
warehouse_statistician r        r    r      r     r      r      r      r     r     r      r      r       r      r
production_planner     r        r    r      r     r      r      r      r     r     r      r      r       r      r
dispatcher             r        r    r      r     r      r      r      r     r     r      r      r       r      r
sales_statistician     r        r    r      r     r      r      r      r     r     r      r      r       r      r
import_export          r        r    r      r     r      r      r      r     r     r      r      r       r      r
marketing              r        r    r      r     r      r      r      r     r     r      r      r       r      r
archivist              r        r    r      r     r      r      r      r     r     r      r      r       r      r
auditor                r        r    r      r     r      r      r      r     r     r      r      r       r      r
employee               -        -    -      -     -      -      -      -     -     -      -      -       -      -
administrator          -        -    -      -     -      -      -      -     rwcu  rwcu   rwcu   -       -      -
portal                 -        -    -      -     -      -      -      -     -     -      -      -       -      -
public                 -        -    -      -     -      -      -      -     -     -      -      -       -      -

post                   split decomp d.line d.row reason sign verify v.line
gm                     -     -      -      -     rwc    rwc  rc     rc
dgm                    -     -      -      -     rwc    rwc  rc     rc
dom_manager            -     -      -      -     rwc    rwc  rc     rc
dom_deputy             -     -      -      -     rwc    rwc  rc     rc
dom_supervisor         -     -      -      -     rwc    rwc  rc     rc
dom_clerk              -     -      -      -     rwc    rwc  rc     rc
int_manager            -     -      -      -     rwc    rwc  rc     rc
int_deputy             -     -      -      -     rwc    rwc  rc     rc
int_salesperson        -     -      -      -     rwc    rwc  rc     rc
int_clerk              -     -      -      -     rwc    rwc  rc     rc
cmd_manager            -     -      -      -     rwc    rwc  rc     rc
cmd_deputy             -     -      -      -     rwc    rwc  rc     rc
int_contract           rwcu  rwcu   rwcu   rwcu  rwc    rwc  rc     rc
dom_contract           rwcu  rwcu   rwcu   rwcu  rwc    rwc  rc     rc
dom_execution          -     -      -      -     rwc    rwc  rc     rc
sales_accountant       -     -      -      -     rwc    rwc  rc     rc
cashier                -     -      -      -     rwc    rwc  rc     rc
warehouse_statistician -     -      -      -     rwc    rwc  rc     rc
production_planner     -     -      -      -     rwc    rwc  rc     rc
dispatcher             -     -      -      -     rwc    rwc  rc     rc
sales_statistician     -     -      -      -     rwc    rwc  rc     rc
import_export          -     -      -      -     rwc    rwc  rc     rc
marketing              -     -      -      -     rwc    rwc  rc     rc
archivist              -     -      -      -     rwc    rwc  rc     rc
auditor                -     -      -      -     rwc    rwc  rc     rc
employee               -     -      -      -     -      -    -      -
administrator          -     -      -      -     rwc    -    -      -
portal                 -     -      -      -     -      -    -      -
public                 -     -      -      -     -      -    -      -

post                   exempt e.use start candid revoke g.lock
gm                     -      -     -     -      -      -
dgm                    -      -     -     -      -      -
dom_manager            -      -     -     -      -      -
dom_deputy             -      -     -     -      -      -
dom_supervisor         -      -     -     -      -      -
dom_clerk              -      -     -     -      -      -
int_manager            -      -     -     -      -      -
int_deputy             -      -     -     -      -      -
int_salesperson        -      -     -     -      -      -
int_clerk              -      -     -     -      -      -
cmd_manager            -      -     -     -      -      -
cmd_deputy             -      -     -     -      -      -
int_contract           -      -     -     -      -      -
dom_contract           -      -     -     -      -      -
dom_execution          -      -     -     -      -      -
sales_accountant       -      -     -     -      -      -
cashier                -      -     -     -      -      -
warehouse_statistician -      -     -     -      -      -
production_planner     -      -     -     -      -      -
dispatcher             -      -     -     -      -      -
sales_statistician     -      -     -     -      -      -
import_export          -      -     -     -      -      -
marketing              -      -     -     -      -      -
archivist              -      -     -     -      -      -
auditor                r      r     -     -      -      -
employee               -      -     -     -      -      -
administrator          r      r     rwcu  rwu    rwc    -
portal                 -      -     -     -      -      -
public                 -      -     -     -      -      -

post                   sep    sep.exc sep.find sep.act
gm                     r      rwc     r        r
dgm                    r      rwc     r        r
dom_manager            r      rwc     -        r
dom_deputy             -      -       -        -
dom_supervisor         -      -       -        -
dom_clerk              -      -       -        -
int_manager            r      rwc     -        r
int_deputy             -      -       -        -
int_salesperson        -      -       -        -
int_clerk              -      -       -        -
cmd_manager            r      rwc     -        r
cmd_deputy             -      -       -        -
int_contract           -      -       -        -
dom_contract           -      -       -        -
dom_execution          -      -       -        -
sales_accountant       -      -       -        -
cashier                -      -       -        -
warehouse_statistician -      -       -        -
production_planner     -      -       -        -
dispatcher             -      -       -        -
sales_statistician     -      -       -        -
import_export          -      -       -        -
marketing              -      -       -        -
archivist              -      -       -        -
auditor                r      r       r        r
employee               -      -       -        -
administrator          rwc    rwc     r        r
portal                 -      -       -        -
public                 -      -       -        -

post                   order o.line invoicing picking move entry item payment
gm                     r     r      -         r       r    -     -    -
dgm                    r     r      -         r       r    -     -    -
dom_manager            rwc   rwcu   rwc       rwc     rwc  r     r    -
dom_deputy             rwc   rwcu   rwc       rwc     rwc  r     r    -
dom_supervisor         rwc   rwcu   rwc       rwc     rwc  r     r    -
dom_clerk              r     r      -         r       r    -     -    -
int_manager            rwc   rwcu   rwc       rwc     rwc  r     r    -
int_deputy             rwc   rwcu   rwc       rwc     rwc  r     r    -
int_salesperson        rwc   rwcu   rwc       rwc     rwc  r     r    -
int_clerk              rwc   rwcu   rwc       rwc     rwc  r     r    -
cmd_manager            r     r      -         r       r    -     -    -
cmd_deputy             r     r      -         r       r    -     -    -
int_contract           rwc   rwcu   rwc       rwc     rwc  r     r    -
dom_contract           rwc   rwcu   rwc       rwc     rwc  r     r    -
dom_execution          r     r      -         r       r    -     -    -
sales_accountant       rw    rw     rwc       rwc     rwc  rwcu  rwcu rwcu
cashier                rw    rw     -         rwc     rwc  rwcu  rwcu rwcu
warehouse_statistician r     r      -         -       -    -     -    -
production_planner     r     r      -         -       -    -     -    -
dispatcher             rw    rw     -         rwcu    rwc  -     -    -
sales_statistician     r     r      -         r       r    -     -    -
import_export          r     r      -         r       r    -     -    -
marketing              r     r      -         -       -    -     -    -
archivist              r     r      -         -       -    -     -    -
auditor                r     r      -         r       r    r     r    r
employee               -     -      -         -       -    -     -    -

post                   dept  post. duty  assign p.find network p.group
gm                     r     r     r     r      -      r       -
dgm                    r     r     r     r      -      r       -
dom_manager            r     r     r     r      -      r       -
dom_deputy             r     r     r     r      -      r       -
dom_supervisor         r     r     r     r      -      r       -
dom_clerk              r     r     r     r      -      r       -
int_manager            r     r     r     r      -      r       -
int_deputy             r     r     r     r      -      r       -
int_salesperson        r     r     r     r      -      r       -
int_clerk              r     r     r     r      -      r       -
cmd_manager            r     r     r     r      -      r       -
cmd_deputy             r     r     r     r      -      r       -
int_contract           r     r     r     r      -      r       -
dom_contract           r     r     r     r      -      r       -
dom_execution          r     r     r     r      -      r       -
sales_accountant       r     r     r     r      -      r       -
cashier                r     r     r     r      -      r       -
warehouse_statistician r     r     r     r      -      r       -
production_planner     r     r     r     r      -      r       -
dispatcher             r     r     r     r      -      r       -
sales_statistician     r     r     r     r      -      r       -
import_export          r     r     r     r      -      r       -
marketing              r     r     r     r      -      r       -
archivist              r     r     r     r      -      r       -
auditor                r     r     r     r      r      r       -
employee               -     -     -     -      -      -       -
administrator          rwcu  rwcu  rwcu  rwcu   r      r       rwc
portal                 -     -     -     -      -      -       -
public                 -     -     -     -      -      -       -

post                   card  c.line
gm                     r     r
dgm                    r     r
dom_manager            r     r
dom_deputy             r     r
dom_supervisor         r     r
dom_clerk              r     r
int_manager            r     r
int_deputy             r     r
int_salesperson        r     r
int_clerk              r     r
cmd_manager            r     r
cmd_deputy             r     r
int_contract           r     r
dom_contract           r     r
dom_execution          r     r
sales_accountant       r     r
cashier                r     r
warehouse_statistician r     r
production_planner     r     r
dispatcher             r     r
sales_statistician     r     r
import_export          r     r
marketing              r     r
archivist              r     r
auditor                r     r
employee               -     -
administrator          r     r
portal                 -     -
public                 -     -

post                   shipm frozen freeze
gm                     r     r      -
dgm                    r     r      -
dom_manager            r     r      -
dom_deputy             r     r      -
dom_supervisor         r     r      -
dom_clerk              r     r      -
int_manager            r     r      -
int_deputy             r     r      -
int_salesperson        r     r      -
int_clerk              r     r      -
cmd_manager            r     r      -
cmd_deputy             r     r      -
int_contract           r     r      rwc
dom_contract           r     r      rwc
dom_execution          r     r      rwc
sales_accountant       r     r      -
cashier                r     r      -
warehouse_statistician r     r      -
production_planner     r     r      -
dispatcher             r     r      -
sales_statistician     r     r      rwc
import_export          r     r      -
marketing              r     r      -
archivist              r     r      -
auditor                r     r      -
employee               -     -      -
administrator          -     -      -
portal                 -     -      -
public                 -     -      -

post                   port c.type vessel box  goods slip week rate score v.act
gm                     r    r      r      r    r     r    r    r    r     -
dgm                    r    r      r      r    r     r    r    r    r     -
dom_manager            r    r      r      r    r     r    r    -    -     -
dom_deputy             r    r      r      r    r     r    r    -    -     -
dom_supervisor         r    r      r      r    r     r    r    -    -     -
dom_clerk              r    r      r      r    r     r    r    -    -     -
int_manager            r    r      r      r    r     r    r    -    -     -
int_deputy             r    r      r      r    r     r    r    -    -     -
int_salesperson        r    r      r      r    r     r    r    -    -     -
int_clerk              r    r      r      r    r     r    r    -    -     -
cmd_manager            r    r      r      r    r     r    r    r    r     -
cmd_deputy             r    r      r      r    r     r    r    r    r     -
int_contract           rwc  r      rwc    rwcu rwcu  r    r    rwcu r     rwc
dom_contract           r    r      r      r    r     r    r    -    -     -
dom_execution          r    r      r      r    r     r    r    -    -     -
sales_accountant       r    r      r      r    r     r    r    -    -     -
cashier                r    r      r      r    r     r    r    -    -     -
warehouse_statistician r    r      r      r    r     r    r    -    -     -
production_planner     r    r      r      r    r     r    r    -    -     -
dispatcher             r    r      r      r    r     r    r    -    -     -
sales_statistician     r    r      r      r    r     r    r    r    r     -
import_export          rwc  r      rwc    rwcu rwcu  r    r    rwcu r     rwc
marketing              r    r      r      r    r     r    r    -    -     -
archivist              r    r      r      r    r     r    r    -    -     -
auditor                r    r      r      r    r     r    r    r    r     -
employee               -    -      -      -    -     -    -    -    -     -
administrator          rwcu rwcu   -      -    -     -    -    -    -     -
portal                 -    -      -      -    -     -    -    -    -     -
public                 -    -      -      -    -     -    -    -    -     -

post                   toler t.appr t.req
gm                     r     r      -
dgm                    r     r      -
dom_manager            r     r      -
dom_deputy             r     r      -
dom_supervisor         r     r      -
dom_clerk              r     r      -
int_manager            r     r      -
int_deputy             r     r      -
int_salesperson        r     r      -
int_clerk              r     r      -
cmd_manager            r     r      -
cmd_deputy             r     r      -
int_contract           r     r      rwc
dom_contract           r     r      rwc
dom_execution          r     r      -
sales_accountant       r     r      -
cashier                r     r      -
warehouse_statistician r     r      -
production_planner     r     r      -
dispatcher             r     r      -
sales_statistician     r     r      -
import_export          r     r      -
marketing              r     r      -
archivist              r     r      -
auditor                r     r      -
employee               -     -      -
administrator          rwc   -      -
portal                 -     -      -
public                 -     -      -

post                   credit expos cr.check cr.req
gm                     r      r     r        r
dgm                    r      r     r        r
dom_manager            -      -     -        rc
dom_deputy             -      -     -        rc
dom_supervisor         -      -     -        rc
dom_clerk              -      -     -        r
int_manager            -      -     -        rc
int_deputy             -      -     -        rc
int_salesperson        -      -     -        rc
int_clerk              -      -     -        r
cmd_manager            rw     r     r        rc
cmd_deputy             r      r     r        rc
int_contract           -      -     -        rc
dom_contract           -      -     -        rc
dom_execution          r      r     r        r
sales_accountant       r      r     r        r
cashier                r      r     r        r
warehouse_statistician -      -     -        r
production_planner     -      -     -        r
dispatcher             -      -     -        r
sales_statistician     r      r     r        r
import_export          -      -     -        r
marketing              -      -     -        r
archivist              -      -     -        r
auditor                r      r     r        r
employee               -      -     -        -
administrator          -      -     -        -
portal                 -      -     -        -
public                 -      -     -        -

post                   profor pf.line declar
gm                     r      r       r
dgm                    r      r       r
dom_manager            r      r       r
dom_deputy             r      r       r
dom_supervisor         r      r       r
dom_clerk              r      r       r
int_manager            r      r       r
int_deputy             r      r       r
int_salesperson        r      r       r
int_clerk              r      r       r
cmd_manager            r      r       r
cmd_deputy             r      r       r
int_contract           r      r       r
dom_contract           r      r       r
dom_execution          r      r       r
sales_accountant       r      r       rw
cashier                r      r       r
warehouse_statistician r      r       r
production_planner     r      r       r
dispatcher             r      r       r
sales_statistician     r      r       r
import_export          rwcu   rwcu    rw
marketing              r      r       r
archivist              r      r       r
auditor                r      r       r
employee               -      -       -
administrator          -      -       -
portal                 -      -       -
public                 -      -       -

post                   print pickup paynote p.line paper p.kind p.act  filing f.line
gm                     r     r      r       r      r     r      rwc    -      -
dgm                    r     r      r       r      r     r      rwc    -      -
dom_manager            r     r      r       r      r     r      rwc    -      -
dom_deputy             r     r      r       r      r     r      rwc    -      -
dom_supervisor         r     rwcu   rwcu    ru     rwcu  r      rwc    rwc    rwc
dom_clerk              r     r      r       r      rwcu  r      rwc    rwc    rwc
int_manager            r     r      r       r      rwcu  r      rwc    rwc    rwc
int_deputy             r     r      r       r      r     r      rwc    -      -
int_salesperson        r     rwcu   rwcu    ru     rwcu  r      rwc    rwc    rwc
int_clerk              r     r      r       r      rwcu  r      rwc    rwc    rwc
cmd_manager            r     r      r       r      r     r      rwc    -      -
cmd_deputy             r     r      r       r      r     r      rwc    -      -
int_contract           r     r      r       r      rwcu  r      rwc    rwc    rwc
dom_contract           r     r      r       r      rwcu  r      rwc    rwc    rwc
dom_execution          r     r      r       r      r     r      rwc    -      -
sales_accountant       r     r      r       r      r     r      rwc    -      -
cashier                r     r      r       r      r     r      rwc    -      -
warehouse_statistician r     r      r       r      r     r      rwc    -      -
production_planner     r     r      r       r      r     r      rwc    -      -
dispatcher             r     r      r       r      r     r      rwc    -      -
sales_statistician     r     r      r       r      r     r      rwc    -      -
import_export          r     r      r       r      rwcu  r      rwc    rwc    rwc
marketing              r     r      r       r      r     r      rwc    -      -
archivist              r     r      r       r      rwcu  r      rwc    rwc    rwc
auditor                r     r      r       r      r     r      rwc    -      -
employee               -     -      -       -      -     -      -      -      -
administrator          -     -      -       -      -     rwcu   -      -      -
portal                 -     -      -       -      -     -      -      -      -
public                 -     -      -       -      -     -      -      -      -

post                   ret    r.line r.ana
gm                     r      r      r
dgm                    r      r      r
dom_manager            rwcu   rwcu   r
dom_deputy             r      r      r
dom_supervisor         r      r      r
dom_clerk              r      r      r
int_manager            rwcu   rwcu   r
int_deputy             r      r      r
int_salesperson        r      r      r
int_clerk              r      r      r
cmd_manager            r      r      r
cmd_deputy             rw     rw     r
int_contract           r      r      r
dom_contract           r      r      r
dom_execution          r      r      r
sales_accountant       r      r      r
cashier                r      r      r
warehouse_statistician r      r      r
production_planner     r      r      r
dispatcher             r      r      r
sales_statistician     rw     rw     r
import_export          r      r      r
marketing              r      r      r
archivist              r      r      r
auditor                r      r      r
employee               -      -      -
administrator          -      -      -
portal                 -      -      -
public                 -      -      -

post                   serial flash lot  s.imp s.find
gm                     r      -     r    -     rwc
dgm                    r      -     r    -     rwc
dom_manager            r      -     r    -     rwc
dom_deputy             r      -     r    -     rwc
dom_supervisor         r      -     r    -     rwc
dom_clerk              r      -     r    -     rwc
int_manager            r      -     r    -     rwc
int_deputy             r      -     r    -     rwc
int_salesperson        r      -     r    -     rwc
int_clerk              r      -     r    -     rwc
cmd_manager            r      -     r    -     rwc
cmd_deputy             r      -     r    -     rwc
int_contract           r      -     r    -     rwc
dom_contract           r      -     r    -     rwc
dom_execution          r      -     r    -     rwc
sales_accountant       r      -     r    -     rwc
cashier                r      -     r    -     rwc
warehouse_statistician r      r     r    rwc   rwc
production_planner     r      -     r    -     rwc
dispatcher             r      r     rwcu rwc   rwc
sales_statistician     r      -     r    -     rwc
import_export          r      -     r    -     rwc
marketing              r      -     r    -     rwc
archivist              r      -     r    -     rwc
auditor                r      r     r    -     rwc
employee               -      -     -    -     -
administrator          -      -     -    -     -
portal                 -      -     -    -     -
public                 -      -     -    -     -

post                   pass  a.line feedb
gm                     r     r      r
dgm                    r     r      r
dom_manager            r     r      rw
dom_deputy             r     r      rw
dom_supervisor         r     r      rw
dom_clerk              rw    rw     r
int_manager            r     r      rw
int_deputy             r     r      rw
int_salesperson        r     r      rw
int_clerk              rw    rw     r
cmd_manager            r     r      r
cmd_deputy             r     r      r
int_contract           r     r      r
dom_contract           r     r      r
dom_execution          r     r      r
sales_accountant       r     r      r
cashier                r     r      r
warehouse_statistician r     r      r
production_planner     r     r      r
dispatcher             rw    rwu    r
sales_statistician     r     r      r
import_export          r     r      r
marketing              r     r      rw
archivist              r     r      r
auditor                r     r      r
employee               -     -      -
administrator          -     -      -
portal                 -     -      -
public                 -     -      -

post                   plan pl.line supply unpl pl.imp
gm                     r    r       r      r    -
dgm                    r    r       r      r    -
dom_manager            r    rwcu    -      r    rwc
dom_deputy             r    rwcu    -      r    rwc
dom_supervisor         r    rwcu    -      r    rwc
dom_clerk              r    r       -      r    -
int_manager            r    rwcu    -      r    rwc
int_deputy             r    rwcu    -      r    rwc
int_salesperson        r    rwcu    -      r    rwc
int_clerk              r    r       -      r    -
cmd_manager            r    r       r      r    -
cmd_deputy             r    r       r      r    -
int_contract           rwcu rwcu    r      r    rwc
dom_contract           rwcu rwcu    r      r    rwc
dom_execution          r    r       -      r    -
sales_accountant       r    r       -      r    -
cashier                r    r       -      r    -
warehouse_statistician r    r       -      r    -
production_planner     r    rw      r      r    rwc
dispatcher             r    r       -      r    -
sales_statistician     r    r       r      r    -
import_export          r    r       -      r    -
marketing              r    r       -      r    -
archivist              r    r       -      r    -
auditor                r    r       r      r    -
employee               -    -       -      -    -
administrator          -    -       -      -    -
portal                 -    -       -      -    -
public                 -    -       -      -    -
"""


def parse(table):
    """``{(who, column): letters}`` of blocks that each start with a line of column names."""
    cells = {}
    for block in table.strip().split("\n\n"):
        header, *rows = (line.split() for line in block.splitlines())
        for who, *letters in rows:
            cells.update({(who, column): cell.strip("-") for column, cell in zip(header[1:], letters, strict=True)})
    return cells


def addon_models(env):
    """Models that this addon defines, the abstract ones without a table left out."""
    return sorted(
        name for name in env.registry.models
        if env[name]._original_module == MODULE and not env[name]._abstract
    )  # fmt: skip


@tagged("post_install", "-at_install")
class TestAccessMatrix(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = {post: f"base.group_user,{MODULE}.post_{post}" for post in POSTS} | OTHERS
        cls.users = {who: new_test_user(cls.env, login=f"matrix_{who}", groups=names) for who, names in groups.items()}
        cls.table = parse(TABLE)

    def _letters(self, who, model):
        records = self.env[model].with_user(self.users[who])
        return "".join(letter for letter, operation in OPERATIONS.items() if records.has_access(operation))

    def test_every_post_has_the_access_rights_of_the_table(self):
        wrong = [
            f"{who} on {COLUMNS[column]}: {self._letters(who, COLUMNS[column]) or '-'}, the table says {cell or '-'}"
            for (who, column), cell in self.table.items()
            if self._letters(who, COLUMNS[column]) != cell
        ]
        self.assertFalse(wrong, "\n".join(wrong))

    def test_the_table_knows_every_model_of_the_addon(self):
        self.assertFalse(set(addon_models(self.env)) - set(COLUMNS.values()), "A new model needs a column in TABLE.")

    def test_the_table_knows_every_post(self):
        posts = self.env["res.groups"].search([("id", "in", self._xmlids("res.groups", "post_"))])
        self.assertEqual(
            {post.get_external_id()[post.id] for post in posts}, {f"{MODULE}.post_{post}" for post in POSTS}
        )
        ours = {column for column, model in COLUMNS.items() if model in addon_models(self.env)}
        missing = [(who, c) for who in (*POSTS, *OTHERS) for c in ours if (who, c) not in self.table]
        self.assertFalse(missing)

    def _xmlids(self, model, prefix):
        return (
            self.env["ir.model.data"]
            .search([("module", "=", MODULE), ("model", "=", model), ("name", "=like", f"{prefix}%")])
            .mapped("res_id")
        )

    def test_no_rights_for_the_whole_world(self):
        """An access right without a group holds for portal and public users too."""
        ids = self._xmlids("ir.model.access", "")
        self.assertTrue(ids)
        self.assertFalse(self.env["ir.model.access"].search([("id", "in", ids), ("group_id", "=", False)]))
