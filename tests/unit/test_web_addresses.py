"""Addresses are written as browsers write them, whoever wrote them how; what no browser would take is refused."""

import pytest

from chat.web_addresses import origin, proxy, service, web_address


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ("https://Chat.Example.be", "https://chat.example.be"),
        ("HTTPS://chat.example.be:443/", "https://chat.example.be"),
        ("https://chat.example.be:", "https://chat.example.be"),
        ("https://chat.example.be:8443", "https://chat.example.be:8443"),
        ("http://localhost:80", "http://localhost"),
        ("http://localhost:443", "http://localhost:443"),
        ("https://chät.example.be", "https://xn--cht-rla.example.be"),
        ("https://STRASSE.example", "https://strasse.example"),
        ("https://straße.example", "https://xn--strae-oqa.example"),
        ("https://chat.example.be.", "https://chat.example.be"),
        ("https://\uff43hat\u3002example", "https://chat.example"),
        ("https://my_site.example", "https://my_site.example"),
        ("https://127.0.0.1:8000", "https://127.0.0.1:8000"),
        ("https://[2001:DB8:0::1]:443", "https://[2001:db8::1]"),
        (" https://a.example ", "https://a.example"),
    ],
)
def test_an_origin_is_what_browsers_send(given: str, written: str) -> None:
    assert origin(given) == written
    assert origin(written) == written


@pytest.mark.parametrize(
    "given",
    [
        "chat.example.be", "//chat.example.be", "https:chat.example.be", "ftp://a.example", "https://", "https:///x",
        "https://a.example/path", "https://a.example?x", "https://a.example/#x", "https://sam:word@a.example",
        "https://a.example:0", "https://a.example:65536", "https://a.example:x", "https://a b.example",
        "https://a.example\\x", "https://-a.example", "https://a..example", "https://127.1", "https://0x7f.1",
        "https://[::1", "https://[::1%25eth0]", "https://*.a.example", "https://%61.example", "https://\u2460\ufffd.example",
        "https://" + "x" * 64 + ".example", "https://a.example'", "null", "*",
        "https://xn--a.example", "https://xn--0", "https://xn--.example", "https://a.xn--a",
        "https://a.example:\u0664\u0664\u0663", "https://a.example:" + "1" * 5_000,
    ],
)  # fmt: skip
def test_what_no_browser_sends_is_refused(given: str) -> None:
    with pytest.raises(ValueError, match=r"^(must|has)"):
        origin(given)


def test_only_who_may_embed_may_be_wild() -> None:
    assert origin("https://*.Example.be", wild=True) == "https://*.example.be"
    with pytest.raises(ValueError, match="host"):
        origin("https://a.*.example", wild=True)


def test_a_card_keeps_its_path_as_it_is() -> None:
    assert web_address("https://WWW.Example.be:443/Help?Q=A#B") == "https://www.example.be/Help?Q=A#B"
    with pytest.raises(ValueError, match="https"):
        web_address("http://www.example.be/")


def test_a_service_ends_without_a_slash() -> None:
    assert service("https://ID.example:443/realms/House/") == "https://id.example/realms/House"
    with pytest.raises(ValueError, match=r"after a \?"):
        service("https://id.example/?tenant=1")


def test_a_password_in_an_address_is_said_to_be_one() -> None:
    with pytest.raises(ValueError, match="name or password"):
        origin("https://sam:word@a.example")


def test_a_quote_in_an_address_is_said_to_be_one() -> None:
    with pytest.raises(ValueError, match="space, quote or backslash"):
        origin("https://a.example'")


def test_a_proxy_may_ask_who_comes() -> None:
    assert proxy("http://Proxy.example:3128/") == "http://proxy.example:3128"
    assert proxy(" http://me:p%40ss:w@Proxy.example:3128/ ") == "http://me:p%40ss:w@proxy.example:3128"
    for wrong in (
        "http://me:a b@proxy.example",
        "http://a@b@proxy.example",
        "proxy.example:3128",
        "ftp://a@proxy.example",
    ):
        with pytest.raises(ValueError, match="must"):
            proxy(wrong)
