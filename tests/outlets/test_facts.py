"""What is typed about an outlet, brought into its stored form or refused in a sentence."""

import json

import pytest

from gongkai.outlets.addresses import (
    is_inner,
    is_never_a_receiver,
    problem_of_receiver,
    read_address,
)
from gongkai.outlets.facts import clean
from gongkai.outlets.states import OutletKind
from tests.shared import shared_data

SITE = {"name": "门户网站", "url": "www.minghu.gov.cn", "site_code": "3701000001"}


def problems(kind: OutletKind = OutletKind.SITE, **facts: object) -> dict[str, str]:
    return dict(clean(kind, {**SITE, **facts}).problems)


@pytest.mark.parametrize(
    ("name", "typed", "stored"),
    [
        ("url", "www.minghu.gov.cn", "https://www.minghu.gov.cn/"),
        ("url", "ｗｗｗ．minghu．gov．cn/Index", "https://www.minghu.gov.cn/Index"),
        ("url", " HTTP://WWW.Minghu.GOV.CN ", "http://www.minghu.gov.cn/"),
        ("url", "https://www.minghu.gov.cn:8443/a?b=C", "https://www.minghu.gov.cn:8443/a?b=C"),
        ("url", "明湖.政务", "https://明湖.政务/"),
        ("site_code", "３７０１００ ０００１", "3701000001"),
        ("icp_no", "鲁 icp备 12345678 号－1", "鲁ICP备12345678号-1"),
        ("icp_no", "鲁ICP备12345678", "鲁ICP备12345678号"),
        ("police_no", "鲁公网安备 37010202000001号", "鲁公网安备37010202000001号"),
        ("phone", "（0531）66601234", "0531-66601234"),
        ("name", "  门户\t网站 ", "门户 网站"),
    ],
)
def test_loose_spellings_are_put_right(name: str, typed: str, stored: str) -> None:
    cleaned = clean(OutletKind.SITE, {**SITE, name: typed})
    assert (cleaned.problems, cleaned.facts[name]) == ([], stored)


@pytest.mark.parametrize(
    ("name", "typed", "sentence"),
    [
        ("name", " ", "请填写名称。"),
        ("name", "名" * 101, "名称有101个字，最多100个字，请写短一些。"),
        ("url", "www.minghu.com", "政府网站的域名应当以 .gov.cn 结尾，“www.minghu.com”不是；请改用本级政府的域名。（国办发〔2017〕47号）"),
        ("url", "gov.cn.evil.example", "政府网站的域名应当以 .gov.cn 结尾，“gov.cn.evil.example”不是；请改用本级政府的域名。（国办发〔2017〕47号）"),
        ("url", "javascript:alert(1)", "“javascript:alert(1)”不是完整的网址，请按“https://www.example.gov.cn/”填写。"),
        ("url", "https://a@www.minghu.gov.cn/", "“https://a@www.minghu.gov.cn/”不是完整的网址，请按“https://www.example.gov.cn/”填写。"),
        ("site_code", "37010000A1", "政府网站标识码应当是10位数字，或者“bm”加8位数字，请核对。"),
        ("icp_no", "备案号12345678", "ICP备案号的格式不正确，请按“鲁ICP备12345678号-1”填写。"),
        ("police_no", "37010202000001", "公安备案号的格式不正确，请按“鲁公网安备37010202000001号”填写。"),
        ("phone", "66601234", "固定电话缺少区号，请按“区号-号码”的格式填写，例如“0531-66601234”。"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_at_its_field(name: str, typed: str, sentence: str) -> None:
    assert problems(**{name: typed}) == {name: sentence}


def test_site_codes_are_judged_as_the_vectors_say() -> None:
    vectors = json.loads(shared_data("vectors.json").read_text("utf-8"))["site_code"]
    assert [code for code in vectors["positive"] if "site_code" in problems(site_code=code)] == []
    # What leaves no doubt is put right: spaces inside and capital letters.
    loose = {"", "bm 01000001", "BM01000001"}
    wrong = [code for code in vectors["negative"] if code not in loose]
    assert [code for code in wrong if "site_code" not in problems(site_code=code)] == []


def test_facts_of_another_kind_are_dropped() -> None:
    cleaned = clean(OutletKind.ZONE, {**SITE, "place": "一楼大厅", "hours": "工作日"})
    assert cleaned.facts == {"name": "门户网站", "place": "一楼大厅", "hours": "工作日"}


def test_an_account_needs_a_platform_and_any_address_will_do() -> None:
    facts = {"name": "明湖发布", "platform": "", "url": "mp.example.com/x"}
    assert clean(OutletKind.ACCOUNT, facts).problems == [("platform", "请选择平台。")]


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("https://data.minghu.gov.cn/hook", True),
        ("https://93.184.216.34/hook", True),
        ("http://data.minghu.gov.cn/hook", False),
        ("http://inside.minghu.gov.cn/hook", True),
        ("https://inside.minghu.gov.cn/hook", True),
        ("ftp://inside.minghu.gov.cn/hook", False),
        ("https://127.0.0.1/", False),
        ("https://localhost/", False),
        ("https://10.1.2.3/", False),
        ("https://[::1]/", False),
        ("https://[::ffff:10.0.0.1]/", False),
        ("https://169.254.169.254/latest", False),
        ("https://user:pass@data.minghu.gov.cn/", False),
        ("https://data.minghu.gov.cn:99999/", False),
        ("https://data.minghu.gov.cn/a b", False),
        ("https://data.minghu.gov.cn/a\r\nX: 1", False),
        ("https://数据.政务/", False),
        ("data.minghu.gov.cn", False),
    ],
)
def test_copies_go_to_open_addresses_alone_unless_the_installation_names_the_host(
    url: str, allowed: bool
) -> None:
    sentence = problem_of_receiver(url, ("inside.minghu.gov.cn",))
    assert (sentence == "") is allowed
    assert sentence[-1:] == ("" if allowed else "。")


@pytest.mark.parametrize(
    ("address", "inner"),
    [
        ("127.0.0.1", True), ("192.168.1.1", True), ("100.64.0.1", True), ("0.0.0.1", True), ("224.0.0.1", True),
        ("fe80::1%eth0", True), ("fd00::1", True), ("::ffff:127.0.0.1", True), ("93.184.216.34", False),
        ("2606:2800:220:1:248:1893:25c8:1946", False), ("::127.0.0.1", True), ("64:ff9b::169.254.169.254", True),
        ("64:ff9b::93.184.216.34", False), ("64:ff9b:1::1", True), ("2002:7f00:1::1", True), ("fec0::1", True),
        ("::ffff:0:127.0.0.1", True), ("ff02::1", True), ("100.100.100.200", True), ("169.254.169.254", True),
    ],
)  # fmt: skip
def test_inner_addresses_are_known_in_every_spelling(address: str, inner: bool) -> None:
    assert is_inner(address) is inner


@pytest.mark.parametrize(
    ("address", "never"),
    [
        ("169.254.169.254", True), ("::ffff:169.254.169.254", True), ("64:ff9b::169.254.169.254", True),
        ("fe80::1%eth0", True), ("0" + ".0" * 3, True), ("::", True), ("224.0.0.1", True), ("10.0.0.1", False),
        ("127.0.0.1", False), ("fd00::1", False), ("93.184.216.34", False),
    ],
)  # fmt: skip
def test_some_addresses_are_called_for_nobody(address: str, never: bool) -> None:
    assert is_never_a_receiver(address) is never


def test_a_host_that_would_never_end_is_judged_at_once() -> None:
    assert read_address("a." * 5000).problem != ""
    assert read_address("-" * 5000).problem != ""
