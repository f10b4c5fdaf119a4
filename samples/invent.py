"""Invents the books of a department: seeded, in 元, consistent (domain.md §2 holds exactly before rounding)."""

from __future__ import annotations

import random
from collections.abc import Sequence

from samples.model import OWN_SOURCES, Books, Department, Economic, Indicator, Project, Spending, ThreePublic
from samples.vocabulary import BODIES, GOALS, INDICATOR_FRAME, OFFICES, PART_NAMES, PLACES, PROJECT_NAMES

#: economic 款 of basic spending with the usual size in 元 per member of staff
_PERSONNEL = (("30101", 62_000), ("30102", 71_000), ("30103", 23_000), ("30107", 48_000), ("30112", 2_100))
_PUBLIC = (
    ("30201", 2_600), ("30202", 400), ("30205", 300), ("30206", 900), ("30207", 1_100), ("30209", 1_400),
    ("30211", 1_300), ("30213", 700), ("30215", 350), ("30216", 500), ("30226", 900), ("30228", 2_100),
    ("30229", 250), ("30239", 1_900), ("30299", 1_200), ("31002", 800),
)  # fmt: skip
_PROJECT_USES = ("30201", "30207", "30213", "30214", "30216", "30226", "30227", "30299", "31002", "31003", "31007")


def invent(seed: int, *, year: int = 2023, small: bool = False, body: int | None = None) -> Books:
    """The books of the department that belongs to `seed`; `small` keeps the tables short (one page each)."""
    rng = random.Random(f"books-{seed}")
    name, institution, subject, running, project_codes, parent = BODIES[body if body is not None else rng.randrange(10)]
    department = _department(rng, name, institution, subject, parent)
    this_year, last_year = _three_public(rng)
    basic = _basic_economics(rng, department, this_year, small=small)
    projects = _projects(rng, department, project_codes, year, 3 if small else rng.randint(4, 7))
    economics = _economics(rng, basic, projects)
    spending = _spending(rng, department, running, basic, projects, small=small)
    total = sum(s.total for s in spending)
    procurement = sum(s.procurement for s in spending)
    goods = _money(rng, procurement // 5)
    works = _money(rng, procurement // 9) if rng.random() < 0.4 else 0
    return Books(
        department=department, year=year, spending=spending, economics=economics, projects=projects,
        this_year=this_year, last_year=last_year, prior_total=round(total * rng.uniform(0.72, 1.21)),
        own_source=rng.choice((OWN_SOURCES[0], OWN_SOURCES[4])),
        goods=goods, works=works, services=procurement - goods - works,
        prior_running_costs=round(sum(e.basic for e in basic if e.code[:3] == "302") * rng.uniform(0.85, 1.1)),
        vehicles=rng.randint(1, 4) if this_year.operation else 0,
    )  # fmt: skip


def _money(rng: random.Random, about: float) -> int:
    """An amount near `about`, never a round figure, in whole 元."""
    return max(0, round(about * rng.uniform(0.6, 1.45)))


def _department(rng: random.Random, body: str, institution: bool, subject: str, parent: str) -> Department:
    city, district, region = rng.choice(PLACES)
    place = city + district
    return Department(
        name=place + body, parent=place + (parent or body), place=place, region_code=region, institution=institution,
        subject=subject, offices=tuple(rng.sample(OFFICES, rng.randint(3, 6))),
        staff=rng.randint(18, 90), retired=rng.randint(2, 40),
    )  # fmt: skip


def _three_public(rng: random.Random) -> tuple[ThreePublic, ThreePublic]:
    if rng.random() < 0.15:
        nothing = ThreePublic(abroad=0, reception=0, purchase=0, operation=0)
        return nothing, nothing

    def one() -> ThreePublic:
        return ThreePublic(
            abroad=_money(rng, 90_000) if rng.random() < 0.3 else 0,
            reception=_money(rng, 30_000),
            purchase=_money(rng, 180_000) if rng.random() < 0.2 else 0,
            operation=_money(rng, 75_000),
        )

    return one(), one()


def _basic_economics(
    rng: random.Random, department: Department, public: ThreePublic, *, small: bool
) -> tuple[Economic, ...]:
    staff = department.staff
    amounts = {code: _money(rng, each * staff) for code, each in _PERSONNEL}
    if not department.institution:
        amounts["30107"] = 0
    salary = sum(amounts.values())
    amounts |= {"30108": round(salary * 0.16), "30109": round(salary * 0.08), "30110": round(salary * 0.065)}
    amounts |= {"30113": round(salary * 0.12), "30199": _money(rng, 3_000 * staff)}
    if not department.institution:
        amounts["30111"] = round(salary * 0.02)
    offices = rng.sample(_PUBLIC, 5 if small else rng.randint(9, len(_PUBLIC)))
    amounts |= {code: _money(rng, each * staff) for code, each in offices}
    amounts |= {"30212": public.abroad, "30217": public.reception, "30231": public.operation, "31013": public.purchase}
    amounts |= {"30302": _money(rng, 17_000 * department.retired), "30399": _money(rng, 2_000)}
    return tuple(Economic(code=code, basic=amount) for code, amount in sorted(amounts.items()) if amount)


def _projects(
    rng: random.Random, department: Department, codes: Sequence[str], year: int, count: int
) -> tuple[Project, ...]:
    names = rng.sample(PROJECT_NAMES, count)
    projects = []
    for number, pattern in enumerate(names):
        amount = _money(rng, rng.choice((400_000, 1_600_000, 7_000_000, 21_000_000)))
        carried = round(amount * 0.3) if number == 1 and rng.random() < 0.5 else 0
        own = round(amount * 0.25) if number == 0 and department.institution and rng.random() < 0.5 else 0
        invested = "政府投资" in pattern
        projects.append(
            Project(
                name=pattern.format(department.subject),
                code=codes[number % len(codes)],
                amount=amount,
                source="investment" if invested else ("special" if rng.random() < 0.15 else "duty"),
                carried=carried,
                own=own,
                prior=round(amount * rng.uniform(0.7, 1.3)),
                parts=_parts(rng, amount),
                goal=rng.choice(GOALS).format(department.subject),
                indicators=indicators(rng, year),
            )
        )
    return tuple(projects)


def _parts(rng: random.Random, amount: int) -> tuple[tuple[str, int], ...]:
    names = rng.sample(PART_NAMES, rng.randint(2, 3))
    shares = [rng.uniform(0.5, 1.5) for _ in names]
    amounts = [round(amount * share / sum(shares)) for share in shares[1:]]
    return tuple(zip(names, [amount - sum(amounts), *amounts], strict=True))


def indicators(rng: random.Random, year: int) -> tuple[Indicator, ...]:
    """A full frame of indicators (产出/效益/满意度), one or more for each 二级."""
    found = []
    for level1, level2, choices in INDICATOR_FRAME:
        for level3, targets in rng.sample(choices, rng.randint(1, len(choices))):
            target = rng.choice(targets).replace("{Y}", str(year))
            explanation = "" if level3 == "不适用" else f"反映{level3}情况"
            found.append(Indicator(level1=level1, level2=level2, level3=level3, target=target, explanation=explanation))
    return tuple(found)


def _economics(rng: random.Random, basic: Sequence[Economic], projects: Sequence[Project]) -> tuple[Economic, ...]:
    """Basic and project amounts by 款: the projects are spread over a few uses, own money goes to 委托业务费."""
    uses = sorted({*rng.sample(_PROJECT_USES, 5), "30227"}) if projects else []
    own = sum(p.own for p in projects)
    granted = sum(p.amount for p in projects) - own
    shares = [rng.uniform(0.2, 1.5) for _ in uses]
    amounts = dict(zip(uses, (round(granted * s / sum(shares)) for s in shares), strict=True))
    amounts["30227"] += granted - sum(amounts.values())
    by_code = {e.code: e.basic for e in basic}
    return tuple(
        Economic(
            code=code,
            basic=by_code.get(code, 0),
            project=amounts.get(code, 0) + (own if code == "30227" else 0),
            own=own if code == "30227" else 0,
        )
        for code in sorted(by_code.keys() | amounts.keys())
    )


def _spending(
    rng: random.Random,
    department: Department,
    running: str,
    basic: Sequence[Economic],
    projects: Sequence[Project],
    *,
    small: bool,
) -> tuple[Spending, ...]:
    """Basic amounts by 项 that agree with the economic ones (domain.md RT-11), then the projects' 项."""
    amount = {e.code: e.basic for e in basic}
    retirement = amount.get("30302", 0)
    allowance = 0 if small else round(amount["30102"] * 0.2)
    lines = {
        "2080502" if department.institution else "2080501": retirement,
        "2080505": amount["30108"],
        "2080506": amount["30109"],
        "2089999": amount.get("30112", 0),
        "2101102" if department.institution else "2101101": amount["30110"],
        "2101103": amount.get("30111", 0),
        "2210201": amount["30113"],
        "2210203": allowance,
    }
    lines[running] = sum(amount.values()) - sum(lines.values())
    spending = {code: {"basic": value} for code, value in lines.items() if value}
    for project in projects:
        row = spending.setdefault(project.code, {})
        bought = round(project.amount * rng.uniform(0.2, 0.8)) if rng.random() < 0.7 else 0
        sme = round(bought * rng.uniform(0, 0.7)) if rng.random() < 0.7 else 0
        added = {"project": project.amount, "carried": project.carried, "own": project.own, "procurement": bought}
        added |= {"sme": sme, "micro": round(sme * 0.4)}
        for key, value in added.items():
            row[key] = row.get(key, 0) + value
    return tuple(Spending(code=code, **row) for code, row in sorted(spending.items()))
