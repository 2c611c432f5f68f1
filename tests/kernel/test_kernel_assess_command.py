"""`twosource assess` as a script uses it: cases in, one answer a line out, complaints beside them."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from twosource.cli.assess import assess

CASE = {
    "id": "1",
    "actors": {"Daily": {"controlled_by": ["Group"]}},
    "items": {"ap1": {"by": ["AP"], "basis": "witnessed"}, "p1": {"by": ["Daily"], "via": ["ap1"]}},
    "supports": ["p1"],
}
COMMAND = [
    sys.executable,
    "-c",
    "from twosource.cli.assess import assess; assess(prog_name='twosource assess')",
]


def run(*arguments: str, stdin: bytes | str = b"") -> Result:
    return CliRunner().invoke(assess, list(arguments), input=stdin)


def answers(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def lines(*cases: object) -> str:
    return "".join(json.dumps(case) + "\n" for case in cases)


def test_one_case_is_answered_in_full() -> None:
    result = run("-", stdin=lines(CASE))
    assert result.exit_code == 0
    assert result.stderr == ""
    chain = ["AP", "Daily", "Group", "ap1", "p1"]
    assert answers(result) == [
        {
            "id": "1",
            "status": "asserted",
            "supports": {"lines": 1, "grade": "1", "chosen": [chain], "rests_on": chain},
            "denies": {"lines": 0, "grade": "0", "chosen": [], "rests_on": []},
            "signed": None,
            "why": "Asserted. One report, one line: everything rests on AP.",
        }
    ]


def test_files_and_standard_input_are_answered_in_order(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).write_text(lines(CASE | {"id": name}, CASE | {"id": name * 2}))
    result = run(str(tmp_path / "a"), "-", str(tmp_path / "b"), stdin=lines(CASE | {"id": 0}))
    assert [answer["id"] for answer in answers(result)] == ["a", "aa", 0, "b", "bb"]


@pytest.mark.parametrize("indent", [None, 0, 2])
def test_one_object_may_spread_over_many_lines(indent: int | None) -> None:
    checked = CASE | {"checks": [{"by": "ana", "verdict": "stands"}]}
    result = run("-", stdin="\ufeff\n" + json.dumps(checked, indent=indent) + "\n\n")
    assert [answer["id"] for answer in answers(result)] == ["1"]


def test_a_mistake_in_an_object_over_many_lines_is_one_complaint() -> None:
    result = run("-", stdin=json.dumps(CASE, indent=2)[:-3])
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.count("\n") == 1
    assert result.stderr.startswith("standard input:1: not JSON:")


@pytest.mark.parametrize(
    "broken", ['{"id": "2", "actors":', "rubbish", '{"id": "2"}}', '{"id": "2", "supports": ["q"]}']
)
@pytest.mark.parametrize("first", [True, False])
def test_the_other_cases_of_an_input_are_still_answered(broken: str, first: bool) -> None:
    good = lines(CASE)
    result = run("-", stdin=f"{broken}\n{good}" if first else f"{good}{broken}\n")
    assert result.exit_code == 2
    assert [answer["id"] for answer in answers(result)] == ["1"]
    assert result.stderr.startswith(f"standard input:{1 if first else 2}: ")


def test_an_error_names_place_case_field_value_and_what_is_allowed(tmp_path: Path) -> None:
    path = tmp_path / "cases.jsonl"
    path.write_text("\n" + lines(CASE | {"id": "x", "stakes": {"AP": "both"}}))
    result = run(str(path))
    assert result.exit_code == 2
    assert result.stderr == (f'{path}:2: case "x": stakes.AP: "both" is not a stake; allowed: for, against\n')


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (b"", "empty"),
        (b" \n\n", "empty"),
        (b"\x89PNG\r\n\0\0", "binary"),
        (b'{"id": "\xff"}', "not UTF-8"),
        (b'{"id": NaN}', "NaN is not a JSON number"),
        (b'{"id": ' + b"[" * 100_000, "nested too deeply"),
        (b'{"id": ' + b"9" * 5000 + b"}", "not JSON"),
        (b'{"id": "1", "id": "2"}', 'the key "id" appears twice'),
        (b'[{"id": "1"}]', "a list is not a JSON object"),
        (b"null", "null is not a JSON object"),
    ],
)
def test_what_is_no_case_is_said_plainly(data: bytes, complaint: str) -> None:
    result = run("-", stdin=data)
    assert (result.exit_code, result.stdout) == (2, "")
    assert complaint in result.stderr
    assert "Traceback" not in result.stderr


def test_a_file_that_cannot_be_read_does_not_stop_the_others(tmp_path: Path) -> None:
    good = tmp_path / "good"
    good.write_text(lines(CASE))
    result = run(str(tmp_path / "missing"), str(tmp_path), str(good))
    assert result.exit_code == 2
    assert len(answers(result)) == 1
    assert f"{tmp_path}/missing: No such file or directory" in result.stderr
    assert f"{tmp_path}: Is a directory" in result.stderr


def test_without_a_file_the_usage_is_shown() -> None:
    result = run()
    assert result.exit_code == 2
    assert "FILE" in result.stderr


def test_names_no_encoding_can_hold_are_answered_as_escapes() -> None:
    case = {"id": "1", "items": {"a": {"by": ["\ud800"], "basis": "witnessed"}}, "supports": ["a"]}
    result = run("-", stdin=json.dumps(case))
    assert result.exit_code == 0
    assert answers(result)[0]["supports"]["chosen"] == [["a", "\ud800"]]


def test_a_bounded_count_is_said_and_an_exact_one_not(monkeypatch: pytest.MonkeyPatch) -> None:
    case = {"id": "1", "items": {f"w{n}": {"by": [f"A{n % 3}"], "basis": "witnessed"} for n in range(4)}}
    for relay in "rs":
        case["items"][relay] = {"by": [relay], "via": ["w0", "w1", "w2"]}  # type: ignore[index]
    case["supports"] = ["r", "s"]  # type: ignore[assignment]
    assert "bounded" not in answers(run("-", stdin=lines(case)))[0]
    monkeypatch.setattr("twosource.kernel.witnesses.FAMILY_LIMIT", 2)
    assert "bounded" not in answers(run("-", stdin=lines(case)))[0], "the count is proven to be whole"
    monkeypatch.setattr("twosource.kernel.independence.PROOF_LIMIT", 0)
    found = answers(run("-", stdin=lines(case)))[0]
    assert found["bounded"] is True
    assert found["supports"]["lines"] == 2


def outside(arguments: list[str], **more: Any) -> subprocess.Popen[bytes]:
    source = str(Path(__file__).parents[2] / "src")
    environment = os.environ | {"PYTHONPATH": source}
    return subprocess.Popen([*COMMAND, *arguments], env=environment, stderr=subprocess.PIPE, **more)


def test_a_reader_who_leaves_early_gets_no_traceback(tmp_path: Path) -> None:
    path = tmp_path / "many.jsonl"
    path.write_text(lines(*(CASE | {"id": number} for number in range(2000))))
    process = outside([str(path)], stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr is not None
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait() == 1


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="this system has no full device")
def test_a_full_disk_is_said_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "case.json"
    path.write_text(lines(CASE))
    with open("/dev/full", "wb") as full:
        process = outside([str(path)], stdout=full)
        _, complaint = process.communicate()
    assert process.returncode == 1
    assert complaint.decode().startswith("cannot write the answers: ")
    assert complaint.count(b"\n") == 1


def test_it_starts_without_the_framework() -> None:
    loaded = "[name for name in sys.modules if name.startswith(('django', 'wagtail'))]"
    probe = f"import sys, twosource.cli.assess; print({loaded})"
    source = str(Path(__file__).parents[2] / "src")
    found = subprocess.run(
        [sys.executable, "-c", probe],
        env=os.environ | {"PYTHONPATH": source},
        capture_output=True,
        check=True,
    )
    assert found.stdout.strip() == b"[]"


def test_three_hundred_tangled_cases_are_all_answered_exactly() -> None:
    chance = random.Random(618)
    names = [f"i{number}" for number in range(8)]
    cases = []
    for number in range(300):
        items = {
            name: {
                "by": [f"A{chance.randrange(6)}"],
                "basis": chance.choice(["witnessed", None]),
                "via": chance.sample(names, chance.randint(0, 3)),
            }
            for name in names
        }
        cases.append({"id": number, "items": items, "supports": names[:5], "denies": names[5:]})
    found = answers(run("-", stdin=lines(*cases)))
    assert [answer["id"] for answer in found] == list(range(300))
    assert not any("bounded" in answer for answer in found)
