"""The widget in a chat: drafts, reloads, another counsellor and the teen's yes, a supervisor, the end."""

import pytest
from playwright.async_api import BrowserContext, expect

from chat.client.person import new_id
from chat.protocol.staff import StepOut
from demo.stack import Stack
from tests.e2e import sockets
from tests.e2e.helpline import newcomers_hear, on_duty
from tests.e2e.people import Teen, becomes, words

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_draft_made_while_waiting_stays_through_a_reload_and_into_the_chat(teen: Teen, stack: Stack) -> None:
    await teen.open()
    await teen.start()
    await teen.part("draft").fill("ik weet niet hoe te beginnen")
    await teen.page.reload()
    await expect(teen.part("draft")).to_have_value("ik weet niet hoe te beginnen")
    async with on_duty(stack.url, "an") as an:
        await an.accept()
        await expect(teen.part("message")).to_have_value("ik weet niet hoe te beginnen")
        assert an.heard == []
        await teen.part("send").click()
        await an.reads("ik weet niet hoe te beginnen")
        await expect(teen.page.get_by_text(words("nl", "widget.mark.delivered"))).to_be_visible()


async def test_a_wish_asked_again_after_a_lost_answer_is_the_same_chat(teen: Teen, stack: Stack) -> None:
    await sockets.lose_joined(teen.page)
    await teen.open()
    await teen.start()
    async with on_duty(stack.url, "an") as an:
        await an.accept()
        await teen.say("ik ben er")
        await an.reads("ik ben er")
        assert an.offered() == []
    first, second = await sockets.hellos(teen.page)
    assert first == second
    assert first["wish"]["topic"] == "cyberbullying"


@pytest.mark.parametrize("yes", [True, False])
async def test_another_counsellor_reads_earlier_words_only_with_the_teens_yes(
    teen: Teen, stack: Stack, yes: bool
) -> None:
    async with on_duty(stack.url, "an") as an, on_duty(stack.url, "bram", available=False) as bram:
        await teen.open()
        await teen.start()
        chat = await an.accept()
        await teen.say("wat ik eerst zei")
        await an.reads("wat ik eerst zei")
        await bram.client.available()
        assert bram.client.me is not None
        await an.client.transfer(chat, to=bram.client.me.staff)
        await bram.accept()
        answer = words("nl", "widget.consent.yes" if yes else "widget.consent.no")
        await teen.page.get_by_role("button", name=answer).click()
        await teen.say("en nu dit")
        await bram.reads("en nu dit")
        assert ("wat ik eerst zei" in bram.heard) is yes
        await expect(teen.page.locator(".transcript .bubble")).to_have_text(["wat ik eerst zei", "en nu dit"])


async def test_a_supervisor_is_seen_entering_and_leaving(teen: Teen, stack: Stack) -> None:
    async with on_duty(stack.url, "an") as an, on_duty(stack.url, "sofie", available=False) as sofie:
        await teen.open()
        await teen.start()
        chat = await an.accept()
        await an.client.invite(chat)
        await sofie.client.enter(chat)
        told = words("nl", "widget.happening.supervisor", name="Sofie")
        await expect(teen.page.get_by_role("log").get_by_text(told)).to_be_visible()
        await teen.say("hallo jullie")
        await an.reads("hallo jullie")
        await sofie.reads("hallo jullie")
        beside = teen.page.get_by_text(words("nl", "widget.chat.beside", name="Sofie"))
        await expect(beside).to_be_visible()
        await sofie.client.command(StepOut(new_id(), chat))
        gone = words("nl", "widget.happening.supervisor_left", name="Sofie")
        await expect(teen.page.get_by_role("log").get_by_text(gone)).to_be_visible()
        await expect(beside).to_be_hidden()
        # the chat has other keys now; of who was there all the time it is not asked as of somebody new
        asked = teen.page.get_by_role("heading", name=words("nl", "widget.consent.again.title", name="An"))
        await expect(asked).to_be_visible()
        await teen.page.reload()
        for line in (told, gone):
            await expect(teen.page.get_by_role("log").get_by_text(line)).to_have_count(1)
        await teen.say("weer met twee")
        await an.reads("weer met twee")
        assert "weer met twee" not in sofie.heard


async def test_the_end_shows_three_taps_the_row_and_nothing_is_kept(teen: Teen, stack: Stack) -> None:
    async with on_duty(stack.url, "an") as an:
        await teen.open()
        await teen.start(nickname="Zorro")
        chat = await an.accept()
        await teen.say("dank je")
        await an.reads("dank je")
        await an.client.finish(chat)
        for question, answer in (("helped", "yes"), ("better", "some"), ("again", "no")):
            await teen.page.locator(f'[data-test="{question}-{answer}"]').check(force=True)
        await teen.part("survey").click()
        await expect(teen.page.get_by_text(words("nl", "widget.survey.thanks"))).to_be_visible()
        row = teen.part("receipt")
        await expect(row.get_by_text(words("nl", "widget.topic.cyberbullying"))).to_be_visible()
        await expect(row).not_to_contain_text("Zorro")
        kept = await teen.kept()
        assert "hearline.chat" not in kept
        assert "dank je" not in kept
        await teen.part("again").click()
        await expect(teen.part("nickname")).to_have_value("")


async def test_a_second_tab_takes_over_and_the_first_says_so(teen: Teen, stack: Stack, profile: BrowserContext) -> None:
    async with on_duty(stack.url, "an") as an:
        await teen.open()
        await teen.start()
        await an.accept()
        await teen.say("eerst hier")
        other = Teen(await profile.new_page(), stack.url)
        await teen.copy_to(other.page)
        await other.page.goto(f"{stack.url}/widget/main")
        await other.reads("eerst hier")
        title = words("nl", "widget.trouble.newer_connection.title")
        await expect(teen.page.get_by_role("heading", name=title)).to_be_visible()
        await teen.page.get_by_role("button", name=words("nl", "widget.trouble.here")).click()
        await teen.say("en weer hier")
        await an.reads("en weer hier")
        await expect(other.page.get_by_role("heading", name=title)).to_be_visible()
        await teen.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        await teen.page.evaluate("dispatchEvent(new Event('online'))")
        await teen.say("ook als het net terugkomt")
        await an.reads("ook als het net terugkomt")
        await expect(teen.part("message")).to_be_visible()


async def test_a_counsellor_who_came_in_the_other_tab_is_read_in_the_first(
    teen: Teen, stack: Stack, profile: BrowserContext
) -> None:
    async with on_duty(stack.url, "an") as an, on_duty(stack.url, "bram", available=False) as bram:
        await teen.open()
        await teen.start()
        chat = await an.accept()
        await teen.say("eerst hier")
        await an.reads("eerst hier")
        other = Teen(await profile.new_page(), stack.url)
        await teen.copy_to(other.page)
        await other.page.goto(f"{stack.url}/widget/main")
        await other.reads("eerst hier")
        await bram.client.available()
        assert bram.client.me is not None
        await an.client.transfer(chat, to=bram.client.me.staff)
        await bram.accept()
        await other.page.get_by_role("button", name=words("nl", "widget.consent.no")).click()
        await other.say("in de andere tab")
        await bram.reads("in de andere tab")
        await teen.page.get_by_role("button", name=words("nl", "widget.trouble.here")).click()
        await teen.reads("in de andere tab")
        bram.client.say(chat, "ik ben er")
        await teen.reads("ik ben er")
        await other.page.get_by_role("button", name=words("nl", "widget.trouble.here")).click()
        await other.say("en weer daar")
        await bram.reads("en weer daar")


async def test_words_written_without_a_connection_arrive_once_it_is_back(
    teen: Teen, stack: Stack, profile: BrowserContext
) -> None:
    async with on_duty(stack.url, "an") as an:
        await teen.open()
        await teen.start()
        await an.accept()
        await teen.say("nog verbonden")
        await an.reads("nog verbonden")
        await profile.set_offline(True)
        await teen.say("in de tunnel")
        await expect(teen.page.get_by_text(words("nl", "widget.mark.waiting"))).to_be_visible()
        await expect(teen.page.get_by_text(words("nl", "widget.link.offline"))).to_be_visible()
        await profile.set_offline(False)
        await an.reads("in de tunnel")
        await expect(teen.page.get_by_text(words("nl", "widget.link.offline"))).to_be_hidden()
        assert an.heard == ["nog verbonden", "in de tunnel"]


async def test_on_a_host_page_it_tells_how_many_lines_are_unread_and_no_word(teen: Teen, stack: Stack) -> None:
    page = teen.page
    async with on_duty(stack.url, "an", available=False) as an:
        await page.goto(f"{stack.url}/?lang=nl")
        await expect(page.get_by_role("button", name="Chat met ons")).to_be_visible()
        await page.evaluate(
            "window.told = []; Hearline.on('state', (s) => told.push(s)); Hearline.on('unread', (n) => told.push(n));"
            "null"  # a function, which on() gives, would be called
        )
        await page.evaluate("Hearline.open()")
        frame = page.frame_locator("iframe")
        await frame.locator('[data-test="start"]').click()
        await becomes(page, "told.includes('waiting')", "the host hears that somebody waits")
        await an.client.set_status("available")
        chat = await an.accept()
        await expect(frame.locator('[data-test="message"]')).to_be_visible()
        await frame.get_by_role("button", name=words("nl", "widget.minimise")).click()
        await expect(page.get_by_role("button", name="Chat met ons")).to_be_visible()
        an.client.say(chat, "ben je er nog?")
        await expect(page.get_by_role("button", name="Chat met ons (1)")).to_be_visible()
        told = await page.evaluate("told")
        assert told[-1] == 1
        assert "chat" in told
        assert "ben je er nog?" not in await page.content()
        await page.get_by_role("button", name="Chat met ons (1)").click()
        await expect(frame.get_by_text("ben je er nog?")).to_be_visible()
        await expect(frame.locator('[data-test="message"]')).to_be_visible()


async def test_a_language_that_nobody_speaks_is_said_at_once_and_another_can_be_chosen(
    teen: Teen, stack: Stack
) -> None:
    teen.language = "de"
    async with on_duty(stack.url, "an") as an:
        await newcomers_hear(stack.url, lambda told: "nl" in told["served"])
        await teen.open()
        title = words("de", "widget.unserved.title").replace("{{language}}", "Deutsch")
        await expect(teen.page.get_by_role("heading", name=title)).to_be_visible()
        await teen.start()
        await expect(teen.part("draft")).to_be_visible()
        await expect(teen.page.get_by_role("heading", name=title)).to_be_visible()
        assert an.offered() == []
        await teen.page.get_by_role("button", name="Nederlands").click()
        chat = await an.accept()
        assert an.client.chats[chat].language == "nl"
        await teen.say("hallo")
        await an.reads("hallo")
