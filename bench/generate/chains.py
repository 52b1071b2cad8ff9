"""The acts on each document, chained: one process writes half of the documents. See ``signatures``."""

from contextlib import closing
from io import StringIO
from itertools import groupby
from multiprocessing import get_context
from operator import itemgetter

from odoo.addons.sales_manual_addon.models.control import keys, serializer

from . import signatures

CHUNK = 1000  # documents at a time
PROCESSES = 2
REASONS = {"contract": "The customer withdrew.", "notice": "Made twice."}
COLUMNS = ("id", "create_uid", "create_date", "write_uid", "write_date", "company_id", "contract_id", "notice_id",
           "step_id", "chain_index", "act", "user_id", "signed_as", "post_id", "date", "reason", "version", "content",
           "content_digest", "previous_digest", "digest", "key_state")  # fmt: skip
ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def write(bulk, names, steps):
    """Write the chains of all documents. ``steps``: {kind: rows of ``gen.step``}."""
    ranges = []
    for name in ("contract", "notice"):
        [[first, last]] = bulk.run(f"SELECT min({name}_id), max({name}_id) FROM gen.document")
        ranges += [(name, start, min(start + CHUNK - 1, last)) for start in range(first or 1, (last or 0) + 1, CHUNK)]
    context = get_context("fork")
    workers = [
        context.Process(target=_write_ranges, args=(bulk, names, steps, ranges[place::PROCESSES]))
        for place in range(PROCESSES)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    if any(worker.exitcode for worker in workers):
        raise RuntimeError("a process that writes sign-offs failed; its message is above")


def _write_ranges(bulk, names, steps, ranges):
    writer = Writer(names, steps)
    with closing(bulk.connect()) as connection, connection.cursor() as cursor:
        for name, first, last in ranges:
            text = StringIO()
            for document, content in _contents(cursor, names, name, {"first": first, "last": last}):
                writer.write(text, name, document, content)
            text.seek(0)
            cursor.copy_expert(f"COPY sales_manual_signoff ({', '.join(COLUMNS)}) FROM STDIN", text)


def _contents(cursor, names, name, bounds):
    def rows(statement):
        cursor.execute(statement, bounds)
        return {id_: list(found) for id_, found in groupby(cursor.fetchall(), key=itemgetter(0))}

    def documents(statement):
        cursor.execute(statement, bounds)
        columns = [column.name for column in cursor.description]
        return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]

    if name == "contract":
        lines, milestones = rows(signatures.CONTRACT_LINES), rows(signatures.MILESTONES)
        for row in documents(signatures.CONTRACT_ROWS):
            yield row, signatures.contract_content(names, row, lines[row["id"]], milestones[row["id"]])
    else:
        lines = rows(signatures.NOTICE_LINES)
        for row in documents(signatures.NOTICE_ROWS):
            yield row, signatures.notice_content(names, row, lines[row["id"]])


class Writer:
    """Writes one document's acts as lines for COPY."""

    def __init__(self, names, steps):
        self.names = names
        self.steps = steps
        self.key, self.key_state = keys.current_key()
        self.encode = serializer.VERSIONS[serializer.CURRENT_VERSION]

    def write(self, text, name, document, content):
        steps = self.steps[document["kind"]]
        # the contents are plain already; what the maker recorded is the content with the steps beside it
        said = self.encode(content)
        made = f'{{"document":{said},"steps":{self.encode([self._definition(document, step) for step in steps])}}}'
        digests = {made: serializer.content_digest(made), said: serializer.content_digest(said)}
        escaped = {made: _escaped(made), said: _escaped(said)}
        previous = None
        for place, (act, step, user_id, date) in enumerate(self._acts(document, steps), 1):
            content_text = made if act == "make" else said
            row = Row({
                "model": f"sales.manual.{name}", "res_id": document["id"], "company_id": document["company_id"],
                "chain_index": place, "act": act, "user_id": user_id, "signed_as": self.names.users[user_id],
                "date": str(date), "version": serializer.CURRENT_VERSION, "content_digest": digests[content_text],
                "previous_digest": previous,
                "step_id": document["first_step"] + step["place"] if step else None,
                "post_id": min(self.names.posts[user_id] & set(step["posts"])) if step else None,
                "reason": REASONS[name] if act == "cancel" else None,
            })  # fmt: skip
            digest = serializer.act_digest(row, self.key)
            values = (
                document["first_act"] + place, user_id, date, user_id, date, row["company_id"], document["contract_id"],
                document["notice_id"], row["step_id"], place, act, user_id, _escaped(row["signed_as"]), row["post_id"],
                date, row["reason"], row["version"], escaped[content_text], digests[content_text], previous, digest,
                self.key_state,
            )  # fmt: skip
            text.write("\t".join(["\\N" if value is None else str(value) for value in values]))
            text.write("\n")
            previous = digest

    def _acts(self, document, steps):
        """(act, step or None, user, moment) in the order they were done."""
        moment, pace, maker = document["started"], document["pace"], document["maker_id"]
        yield "make", None, maker, moment
        for step, signer in list(zip(steps, document["signer_ids"], strict=True))[: document["signs"]]:
            moment += pace
            yield "sign", step, signer, moment
        if document["signs"] == len(steps):
            yield "release", None, document["signer_ids"][-1], moment
        if document["state"] == "void":
            yield "cancel", None, maker, moment + pace

    def _definition(self, document, step):
        """See ``sales.manual.signoff.step._signed_definition``."""
        return {
            "id": document["first_step"] + step["place"], "code": step["code"], "level": step["level"],
            "posts": sorted(step["posts"]), "is_per_warehouse": step["is_per_warehouse"], "covers": None,
            "warehouse": document["warehouse_id"] if step["is_per_warehouse"] else None,
        }  # fmt: skip


class Row(dict):
    """What is signed of an act; of what these acts do not have (a voided act, a principal) there is nothing."""

    def __missing__(self, name):
        return None


def _escaped(text):
    """As COPY reads it."""
    return text.translate(ESCAPES)
