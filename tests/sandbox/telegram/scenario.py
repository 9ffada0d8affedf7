"""The scenario that the test bots of all frameworks run through."""

from tests.sandbox.telegram.client import SandboxClient, wait_for_text


async def run_scenario(client: SandboxClient) -> None:
    """Use a bot as a user: command, button, edited message, photo, invoice."""
    await client.post("start", payload="hello")
    text = await wait_for_text(client, "Welcome")
    assert "Welcome, Alice: hello" in text
    assert "    [More]" in text
    tapped = await client.post("tap", message_id=2, data="more", wait=10)
    assert tapped["answer"]["text"] == "Here you are"
    await wait_for_text(client, "More of it (edited)")
    await client.post("send", text="/photo")
    await wait_for_text(client, "<photo 2x1> A picture")
    await client.post("send", text="/buy")
    text = await wait_for_text(client, "<invoice Coffee, 5 XTR>")
    assert "    [Pay ⭐️5]" in text
    invoice = (await client.get("state"))["messages"][-1]["message_id"]
    paid = await client.post("pay", message_id=invoice)
    assert paid["status"] == "paid"
    assert paid["stars"] == 9995
    await wait_for_text(client, "Thank you for 5 XTR")
