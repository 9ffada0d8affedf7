"""What every bot of this folder must get through, whatever framework it is written for."""

from tests.sandbox.telegram.stage import Stage, until_said


async def play(stage: Stage) -> None:
    """Use a bot as a person would: a command, a button, an edit, a photo, an invoice."""
    await stage.act("start", payload="hello")
    text = await until_said(stage, "Welcome")
    assert "Welcome, Alice: hello" in text
    assert "    [More]" in text
    tapped = await stage.act("tap", message_id=2, data="more", wait=10)
    assert tapped["answer"]["text"] == "Here you are"
    await until_said(stage, "More of it (edited)")
    await stage.act("send", text="/photo")
    await until_said(stage, "<photo 2x1> A picture")
    await stage.act("send", text="/buy")
    text = await until_said(stage, "<invoice Coffee, 5 XTR>")
    assert "    [Pay ⭐️5]" in text
    invoice = (await stage.see("state"))["messages"][-1]["message_id"]
    paid = await stage.act("pay", message_id=invoice)
    assert paid["status"] == "paid"
    assert paid["stars"] == 9995
    await until_said(stage, "Thank you for 5 XTR")
