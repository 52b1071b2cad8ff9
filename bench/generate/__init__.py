"""Fills a database with ten years of a sales headquarters' documents, by set-based SQL; for measuring.

    python -m bench.generate DATABASE tiny|medium|large plain     Odoo's own documents, before there is an addon:
                                                                  customers, orders, transfers, stock, invoices,
                                                                  receipts with part reconciliations
    python -m bench.generate DATABASE tiny|medium|large manual    on top of them, once the addon is installed: posts,
                                                                  contracts, batches, notices, sign-offs

Everything random is a hash of the row's number: two runs on the same day give the same data. Dates count back from
today, so that what is alive is alive. Documents are what the methods of Odoo and of the addon would have left: `checks`
and `contract_checks` prove it by SQL at the end of every run; the tests compute them anew, verify the signatures and go
on with them by the usual flows.
"""
