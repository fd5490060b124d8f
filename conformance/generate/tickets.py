"""Tickets: what a policy reads from the events of one ticket, written from the definitions of the options."""

from datetime import datetime, timedelta, timezone

from common import PYTHON, rng, write

OPTIONS = {
    "answer": ["agents", "agents and bots"],
    "response_from": ["creation", "handoff"],
    "agent_opened": ["next agent reply", "reply to customer", "no first response"],
    "next_reply": ["first unanswered", "last unanswered"],
    "resolution": ["last solved", "first solved"],
    "reopens": ["leaving solved", "solves minus one"],
    "one_touch": ["exactly one reply", "at most one reply"],
    "first_contact": ["replies", "contacts"],
}
DONE = ("solved", "closed")
BASE = datetime(2024, 3, 4, 9, tzinfo=timezone.utc)


def history(r):
    """Events as [seconds after the first, kind, who or status]; a second or more apart."""
    at = 0
    events = [[0, "created", r.choice(["customer"] * 5 + ["agent", "agent", "bot"])]]
    status = "new"
    for _ in range(r.randint(0, 11)):
        at += r.randint(1, r.choice([90, 4000, 90000]))
        kind = r.choice(["replied"] * 8 + ["status"] * 5 + ["assigned"] * 2)
        if kind == "replied":
            events.append([at, kind, r.choice(["customer"] * 4 + ["agent"] * 5 + ["bot"] * 2)])
        elif kind == "assigned":
            events.append([at, kind])
        else:
            new = r.choice([s for s in ["open", "pending", "on hold", "solved", "solved", "solved", "closed"] if s != status])
            events.append([at, "status", new])
            status = new
    return events


def statuses(events):
    """[from, to or None, status] of each stretch."""
    out = [[0, None, "new"]]
    for e in events:
        if e[1] == "status":
            out[-1][1] = e[0]
            out.append([e[0], None, e[2]])
    return out


def read(events, policy):
    opener = events[0][2]
    stretches = statuses(events)
    solved = [s[0] for before, s in zip(stretches, stretches[1:]) if s[2] in DONE and before[2] not in DONE]
    left = [s[0] for before, s in zip(stretches, stretches[1:]) if before[2] in DONE and s[2] not in DONE]
    now_solved = stretches[-1][2] in DONE
    if policy["resolution"] == "first solved":
        resolved = solved[0] if solved else None
    else:
        resolved = solved[-1] if now_solved else None

    replies = [e for e in events if e[1] == "replied"]
    agent = [e[0] for e in replies if e[2] == "agent"]
    customer = [e[0] for e in replies if e[2] == "customer"]
    answers = lambda e: e[2] == "agent" or e[2] == "bot" and policy["answer"] == "agents and bots"

    # When the clock of the first response starts, and which reply stops it.
    due, start = True, 0
    if opener == "agent" and policy["agent_opened"] == "no first response":
        due = False
    elif opener == "agent" and policy["agent_opened"] == "reply to customer":
        due, start = bool(customer), customer[0] if customer else 0
    handoff = None
    if policy["response_from"] == "handoff":
        # The first assignment while the ticket is not resolved, if no person has replied by then
        # and a first response is due. Of a ticket that the customer's message made wait, that message stays the start.
        for e in events:
            if e[1] != "assigned":
                continue
            t = e[0]
            if policy["resolution"] == "first solved":
                is_resolved = any(s < t for s in solved)
            else:
                is_resolved = [s for s in stretches if s[0] <= t][-1][2] in DONE
            answered = any(a < t for a in agent)
            if opener == "agent" and policy["agent_opened"] != "next agent reply":
                break
            if not is_resolved and not answered:
                handoff = t
                break
    begin = start if handoff is None else handoff
    first = None
    if due:
        first = next((e[0] for e in replies if answers(e) and e[0] > (start if handoff is None else handoff)), None)

    # Waits for a next reply: customer messages after which somebody answered, but not as the first response.
    next_replies, waiting = [], None
    for e in sorted([[x[0], x[1], x[2]] for x in replies] + [[s, "solved", ""] for s in solved]):
        t, kind, who = e
        if kind == "solved":
            waiting = None
        elif who == "customer":
            if waiting is None or policy["next_reply"] == "last unanswered":
                waiting = t
        elif answers(e):
            if waiting is not None and t != first and (handoff is None or t > handoff) and (first is not None and t > first or not due_at(t, due, start, opener, policy)):
                next_replies.append(t - waiting)
            waiting = None

    touches = sum(a <= resolved for a in agent) if resolved is not None else 0
    contacts = len(customer) + (opener == "customer")
    spent = lambda names: sum((min(to if to is not None else resolved, resolved) - f) for f, to, s in stretches if s in names and f < resolved)
    was = lambda names: any(s in names and f < resolved and (to is None or to > f) for f, to, s in stretches)
    stops = policy.get("stops", [])
    out = {
        "first_response": first - begin if first is not None else None,
        "next_replies": next_replies,
        "first_resolution": solved[0] if solved else None,
        "resolution": None,
        "replies": len(agent),
        "contacts": contacts,
        "reopens": len(left) if policy["reopens"] == "leaving solved" else max(0, len(solved) - 1),
        "one_touch": False, "first_contact": False,
        "requester_wait": None, "agent_work": None, "agent_wait": None, "on_hold": None,
    }
    if stops and solved:
        out["first_resolution"] = solved[0] - sum(min(to if to is not None else solved[0], solved[0]) - f for f, to, s in stretches if s in stops and f < solved[0])
    if resolved is not None:
        out["resolution"] = resolved - (spent(stops) if stops else 0)
        out["one_touch"] = touches == 1 or touches == 0 and policy["one_touch"] == "at most one reply"
        out["first_contact"] = not left and (touches == 1 if policy["first_contact"] == "replies" else contacts <= 1)
        out["requester_wait"], out["agent_work"] = spent(("new", "open", "on hold")), spent(("new", "open"))
        out["agent_wait"] = spent(("pending",)) if was(("pending",)) else None
        out["on_hold"] = spent(("on hold",)) if was(("on hold",)) else None
    return out


def due_at(t, due, start, opener, policy):
    """Whether a first response was due just before t."""
    if opener == "agent" and policy["agent_opened"] == "reply to customer":
        return due and start < t
    return due


def main():
    r = rng("ticket.policy")
    cases = []
    while len(cases) < 170:
        events = history(r)
        policy = {name: r.choice(values) if r.random() < 0.5 else values[0] for name, values in OPTIONS.items()}
        if r.random() < 0.3:
            policy["stops"] = r.choice([["pending"], ["pending", "on hold"], ["on hold", "solved"]])
        stamps = [{"at": (BASE + timedelta(seconds=e[0])).strftime("%Y-%m-%dT%H:%M:%SZ"), "kind": e[1], **({"actor": e[2]} if e[1] in ("created", "replied") else {"status": e[2]} if e[1] == "status" else {})} for e in events]
        given = {"events": stamps, "policy": {k: v for k, v in policy.items() if v != OPTIONS.get(k, [None])[0]}}
        cases.append((given, read(events, policy)))
    write("ticket.policy", "What a policy reads from the events of one ticket, by the wall clock, in seconds; null is no such time. An option that is left out is the first of: "
          + "; ".join(f"{k}: {', '.join(v)}" for k, v in OPTIONS.items()) + "; stops: none, the states in which the resolution clocks stand. "
          "A ticket is new from its creation until a status event. first_response runs from the creation (handoff: from the first assignment while it is not resolved and no person has replied; bot answers before do not count) to the first answer; next_replies are the waits of later customer messages that an answer ended (a resolution ends a wait without one). "
          "Of a ticket that an agent opened the first response is the next agent reply, the reply to the customer's first message measured from that message, or none. resolution is to the resolution that counts (last solved: none while reopened); reopens are changes from solved or closed to another state, or solves less one. "
          "one_touch and first_contact are of resolved tickets: agent replies until the resolution that counts are one (or none); by replies exactly one and never reopened, by contacts at most one customer message and never reopened. requester_wait is the time in new, open and on hold until that resolution, agent_work in new and open, agent_wait in pending and on_hold in on hold, these two only of tickets that were.",
          PYTHON, "read(events, policy)", cases)


if __name__ == "__main__":
    main()
