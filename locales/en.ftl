# Texts of the chat and of the mini-app. Syntax: https://projectfluent.org
#
# Chat messages are Telegram HTML: <b>, <i>, <code>. Amounts, dates and names arrive formatted and
# escaped; a number that selects a plural form arrives as a number.
#
# One term for each thing: miner; computing power (in TH; short: power); energy efficiency (in W/TH;
# short: efficiency); income, gross and net (before and after fees); fees (electricity and service
# fee); discount; payout address (Bitcoin); TON wallet; session (what a login opens); VIP level.
# A unit follows its number after a no-break space (U+00A0).

### The chat

## Commands, as Telegram lists them (up to 256 characters, plain)

command-status = Your portfolio in one message
command-miners = Your miners
command-income = Your mining income, with a chart
command-wallet = Balances and payout address
command-rates = Today's rates
command-calc = Calculate mining income
command-shop = Miners on sale and their prices
command-buy = Buy a miner with Telegram Stars
command-orders = Your orders
command-incentives = VIP levels and cashback
command-export = Your income as a file for Excel and other spreadsheets
command-login = Log in
command-settings = Language and other settings
command-help = What this bot can do
command-logout = Log out
command-delete-me = Delete all data we store about you
command-privacy = What data we store about you
command-paysupport = Questions about payments
command-support = Contact support
command-terms = Terms of sale
command-cancel = Cancel the current action

## The bot's profile

profile-short = Your GoMining miners, income and payout address in Telegram.
profile-description =
    See your GoMining miners and their income, calculate what more computing power would earn, and set your payout address.

    You log in with your TON wallet. The bot never asks for a password or a seed phrase.
profile-menu = Open

## Buttons (plain)

button-status = Portfolio
button-miners = Miners
button-income = Income
button-wallet = Wallet
button-rates = Rates
button-calc = Calculator
button-calc-own = My miners
button-calc-app = Calculator in the app
button-shop = Shop
button-incentives = VIP levels
button-settings = Settings
button-privacy = Privacy
button-open = Open the app
button-login = Log in with a TON wallet
button-begin = Start without a wallet
button-connect-wallet = Connect a TON wallet
button-switch-account = Switch account
button-refresh = Refresh
button-again = Try again
button-home = Menu
button-back = ‹ Back
button-next = Next ›
button-days = Day by day
button-export = CSV file
button-export-xlsx = Excel file
button-share = Share
button-bind = Set payout address
button-bind-change = Change payout address
button-bind-yes = Yes, this is my address
button-cancel = Cancel
button-recovery = E-mail for recovery
button-recovery-give = Add an e-mail
button-recovery-decline = No, thanks
button-logout = Log out
button-logout-yes = Yes, log me out
button-delete = Delete my data
button-delete-yes = Yes, delete everything
button-policy = Privacy policy
button-support = Contact support
button-not-me = It was not me
button-private = Open private chat
button-buy = Buy a miner
button-buy-offer = { $power } · { $efficiency } for { $stars }
button-buy-yes = Accept the terms and order
button-terms = Terms, version { $version }
button-orders = My orders
button-order = { $code } · { $state }
button-order-show = Show the order
button-order-cancel = Cancel the order
button-ask = Ask a question
button-ask-other = Something else
button-reply = Reply
button-go-on = Continue where you left off

## Start and help

start-hello = Hello, { $name }! This is GoMining in Telegram.
start-what = See your miners, their income and your payout address.
start-login = Next step: log in with your TON wallet. It takes about a minute and needs no password.
start-login-ways = Next step: log in. It takes about a minute and needs no password.
login-how =
    Open the app, connect the TON wallet linked to your GoMining account, and confirm the login.

    You sign a message; it is not a payment. Nothing leaves your wallet, and nobody asks for your seed phrase.
login-how-start = <b>Start without a wallet</b>: one tap, and GoMining opens an account for your Telegram user. A TON wallet of the same account can be connected later.
login-again-start = You are already logged in, without a wallet. You can add the TON wallet of this GoMining account in the app.
begin-other =
    <b>Another GoMining account?</b>

    A login without a wallet may open another GoMining account than the one of your wallet. Your miners stay in their account: connect the wallet again to see them.
login-again = You are already logged in. To use another wallet, connect it in the app. It will replace the current one.
help-title = <b>What this bot can do</b>
unknown =
    I did not understand that.

    Use the buttons below or send /help. To calculate income, send computing power and energy efficiency: <code>100 15</code> means 100 TH at 15 W/TH.
in-group = Your miners and income are private. To see them, open a private chat with me.
text-only = I can read text only. /help shows what I can do.

## Portfolio

as-of = <i>As of { $time }</i>
figures-as-of = <i>Rates and today's figures as of { $time }</i>
as-of-toast = As of { $time }
as-of-stale = <i>GoMining is not responding at the moment. Data as of { $time }</i>
amount-worth = { $btc } (≈ { $usd })
amount-in-btc = ≈ { $btc }

status-title = <b>Portfolio</b>
status-miners =
    { $count ->
        [0] No miners yet
        [one] { $count } miner
       *[other] { $count } miners
    }
status-balances = <b>Balances</b>
status-address = <b>Payout address</b>
    <code>{ $address }</code>
status-no-address = No payout address yet. Set one: /wallet
balance = { $amount }
balances-empty = All balances are empty.

net-today = Net income per day at today's figures: <b>{ $net }</b>
net-fees =
    { $paid ->
        [BTC] After fees of { $fees }, taken from the BTC.
        [GOMINING] After fees of { $fees }, which you pay in GOMINING.
        [mixed] After fees of { $fees }, which you pay partly in GOMINING.
       *[unknown] After fees of { $fees }.
    }
net-discount = <i>With the discount you last had: { $percent }.</i>
net-no-discount = <i>Without a discount: none is known yet.</i>

miners-title =
    { $count ->
        [1] <b>Your miner</b>
       *[other] <b>Miners { $first }–{ $last } of { $count }</b>
    }
miners-none = No miners in this account yet. New miners will appear here.
miners-today = <i>Today: estimated income after fees at today's figures, with your latest discount.</i>
miner-name = <b>{ $name }</b>
miner-unnamed = Miner { $id }
miner-facts = { $facts }
miner-net = today { $net }
miner-nothing = today nothing (the fees are higher than the income)
miner-status = status: { $status }

income-title = <b>Income</b>
income-none = Nothing mined yet. The first day appears here the next morning (UTC).
income-last = { $day }: <b>{ $amount }</b>
income-week = 7 days: { $amount }
income-month = 30 days: { $amount }
income-ever = All time: { $amount }
income-gross = You pay fees in GOMINING, so these amounts are before fees.
income-gross-some = On some of these days you paid fees in GOMINING; their amounts are before fees.
income-net =
    { $count ->
        [1] After fees: { $last }
       *[other] After fees: last day { $last }, all { $count } days { $sum }
    }
income-when = <i>Each date is the day of mining, in UTC. Dollar amounts use today's rate.</i>
income-day = { $day }: { $amount }
days-title = <b>Day by day</b>, page { $page } of { $pages }
days-sum =
    { $count ->
        [one] This day: <b>{ $amount }</b>
       *[other] These { $count } days: <b>{ $amount }</b>
    }
chart-title = Income by day
chart-none = no income
chart-average = average { $amount }
export-done =
    { $count ->
        [one] Your income for { $count } day, one line per miner. Days are in UTC, amounts in BTC.
       *[other] Your income for { $count } days, one line per miner and day. Days are in UTC, amounts in BTC.
    }
export-incomplete = Not everything is in this file: GoMining did not give all of the income. Please export again later.

## Rates and the calculator

rates-title = <b>Rates</b>
rates-line = { $symbol }: <b>{ $price }</b>
rates-none = GoMining reports no rates at the moment.
per-th-title = <b>1 TH for one day</b>
per-th-gross = Gross income: { $usd }
per-th-service = Service fee: { $usd }
per-th-electricity = Electricity, per kWh: { $usd }
per-th-net = Net income at 15 W/TH: <b>{ $usd }</b>

calc-how =
    <b>Calculator</b>

    Send <code>/calc 100 15</code>: 100 is the computing power in TH, 15 the energy efficiency in W/TH (lower is better). A third number is your discount on fees in percent: <code>/calc 100 15 20</code>.
calc-wrong =
    I need two numbers: computing power in TH and energy efficiency in W/TH, for example <code>/calc 100 15</code>.

    Limits: computing power up to 10 million TH, energy efficiency up to 1,000 W/TH, discount up to 100%.
calc-title = <b>{ $power } at { $efficiency }</b>, per day
calc-gross = Gross income: { $usd }
calc-electricity = Electricity: −{ $usd }
calc-service = Service fee: −{ $usd }
calc-discount = Discount of { $percent }: +{ $usd }
calc-day = Net income per day: <b>{ $usd }</b> { $btc }
calc-month = 30 days: { $usd } { $btc }
calc-year = 365 days: { $usd } { $btc }
calc-loses = The fees are higher than the income. With Reward Protection the miner is paused: you earn nothing and owe nothing.
calc-break-even = Earns more than its fees below { $efficiency } at today's figures.
calc-not-charged = Fees not charged to miners that would lose: +{ $usd }
calc-own-unknown = There is no miner of yours with known power and W/TH to calculate with.
calc-no-discount = <i>Without a discount on fees.</i>
calc-which = This can be read in more than one way. Which one do you mean?

## The shop

shop-title =
    { $count ->
        [1] <b>The one miner on sale</b>
       *[other] <b>Miners on sale, { $first }–{ $last } of { $count }</b>
    }
shop-none = GoMining lists no miners for sale at the moment.
shop-offer = <b>{ $power } · { $efficiency }</b>
shop-price = { $usd } or { $stars }
shop-stars =
    { $count ->
        [one] { $stars } Star
       *[other] { $stars } Stars
    }
shop-net = net income per day: { $usd }
shop-nothing = net income per day: nothing (the fees are higher than the income)
shop-payback =
    { $count ->
        [one] pay-back: about { $days } day
       *[other] pay-back: about { $days } days
    }
shop-payback-never = pay-back: never at today's figures
shop-stars-cost = When you buy Stars in an app store, they cost more than the price in dollars says.
shop-no-discount = Net income without a discount on fees.

## Orders

invoice-title = Miner, { $power }
invoice-about = A digital Bitcoin miner of { $power } at { $efficiency }, for your GoMining account.
order-title = <b>Order { $code }</b>
order-what = Miner: { $power } · { $efficiency }
order-price = Price: { $stars } ({ $usd })
order-quoted = GoMining is preparing the order. This takes a few seconds.
order-awaiting = Ready to be paid. The price is valid for ten minutes.
order-paid = Paid. GoMining is asked for the miner.
order-fulfilling = Paid. GoMining is making the miner.
order-unknown = Paid. GoMining has not answered yet, so we ask again by ourselves. Your money is safe: the miner comes, or a person decides.
order-review = Paid. A person looks at this order and will decide. You need to do nothing.
order-done = Done: the miner is in your portfolio.
order-failed = GoMining did not accept this order. What was paid goes back to you.
order-expired = Not paid in time, so the order has ended.
order-cancelled = Cancelled before it was paid.
payment-late =
    { $count ->
        [one] { $stars } Star arrived after the order had ended and goes back to you.
       *[other] { $stars } Stars arrived after the order had ended and go back to you.
    }
payment-surplus =
    { $count ->
        [one] { $stars } Star was paid once too often and goes back to you.
       *[other] { $stars } Stars were paid once too often and go back to you.
    }
payment-refunding =
    { $count ->
        [one] { $stars } Star goes back to you.
       *[other] { $stars } Stars go back to you.
    }
payment-refunded =
    { $count ->
        [one] { $stars } Star has gone back to you.
       *[other] { $stars } Stars have gone back to you.
    }
payment-charged-back =
    { $count ->
        [one] { $stars } Star was taken back by Telegram or by the store where it was bought.
       *[other] { $stars } Stars were taken back by Telegram or by the store where they were bought.
    }
button-pay =
    { $count ->
        [one] Pay { $stars } Star
       *[other] Pay { $stars } Stars
    }
button-order-open = Open in the app
receipt-refused = GoMining did not accept this order. You paid nothing.
receipt-valid = Pay it until { $time }.
receipt-got = Your miner has the ID { $id }.
receipt-got-named = Your miner: { $name }, ID { $id }.
receipt-step = <i>{ $time }: { $state }</i>
state-quoted = ordered
state-awaiting = ready to be paid
state-paid = paid
state-fulfilling = being made
state-unknown = waiting for GoMining
state-review = looked at by a person
state-done = done
state-failed = refused by GoMining
state-expired = not paid in time
state-cancelled = cancelled
orders-title = <b>Your orders</b>
orders-none = You have no orders yet.
orders-miner = { $power } · { $efficiency }
orders-line = <b>{ $code }</b> · { $what }
orders-state = { $state }, { $time }
orders-missing = There is no such order of yours.
orders-cancelled = Order { $code } is cancelled. Nothing was paid.

## Buying

buy-title = <b>Your order</b>
buy-terms = With “Accept the terms and order” you accept the terms of sale, version { $version }, and say that you are 18 or older.
buy-no-telegram = You buy from the operator of this bot. Telegram and its support cannot help with this purchase: /paysupport does.
buy-open = You have an open order for this miner. It can be paid or cancelled.
buy-made = Order { $code } is made. Its message follows in a moment, says how to pay, and shows every step.
buy-refused-not-selling = Nothing is sold here now.
buy-refused-account-unknown = GoMining has not named your account, so nothing can be ordered for it. Please log in again.
buy-refused-offer-gone = This miner is no longer on sale.
buy-refused-price-changed = The price has changed. Please look at it again:
buy-refused-terms-needed = The terms of sale have changed. Please read and accept them again:
buy-refused-over-order-limit = This miner costs more than one order may cost: at most { $stars }.
buy-refused-over-first-order-limit = This is too much for a first order. Until you have your first miner you can order for { $stars } more.
buy-refused-over-user-limit = This is too much for 21 days. In this time you can order for { $stars } more.
buy-refused-cannot-cancel = This order is paid or over, so it cannot be cancelled.
buy-refused-key-reused = This button has been used already. Please begin again in the shop.
terms = <b>Terms of sale</b>, version { $version }

payment-received = Your payment has arrived and is being booked. The order goes on by itself within minutes; you need to do nothing.
pay-refused-not-selling = Nothing is sold here now.
pay-refused-order-unknown = There is no such order any more.
pay-refused-order-over = This order is over. Please order again.
pay-refused-other-payer = Only the person who made this order can pay it.
pay-refused-wrong-amount = The amount is not that of the order. Please order again.
pay-refused-unavailable = We cannot take payments for the moment. Please try again in a minute.

## The notice beside every projected net income, in chat and page

projection-notice = An estimate from the figures of { $time }, not a promise. It assumes that Bitcoin price, mining difficulty and fees stay as they were then. They change every day: a miner may earn less or nothing, and it may never pay back its price.

## VIP levels

vip-title = <b>VIP levels</b>
vip-none = GoMining lists no levels at the moment.
vip-level = { $level }
vip-level-own = <b>▸ { $level } (you)</b>
vip-from = from { $power }
vip-fees = fees −{ $percent }
vip-card = card { $percent }
vip-travel = travel { $percent }
vip-own-power = Your computing power: { $power }.
vip-next = { $power } more needed for { $level }.
vip-cashback = Card and travel are cashback. It is paid in TH, as extra computing power for one of your miners. Votes (veGOMINING) can also raise your level; here only computing power counts.

inline-rates = Rates
inline-calc = { $power } at { $efficiency }
inline-net = Net income per day: { $usd }
inline-login = Log in to see rates

## Wallet

wallet-title = <b>Wallet</b>
wallet-ton = <b>Logged in with</b>
    <code>{ $address }</code>
wallet-none = <b>Logged in without a wallet</b>
wallet-no-address = No payout address yet.
bind-ask =
    <b>Payout address</b>

    Paste your Bitcoin address (mainnet: it begins with bc1, 1 or 3). I will check it and show it to you again before anything changes.
bind-once-more = Send another address, or /cancel.
bind-confirm =
    Is this your address? Compare every block: payments to a wrong address are lost.

    <code>{ $address }</code>

    <code>{ $blocks }</code>
bind-replaces = It replaces { $address }.
bind-same =
    This is already your payout address:

    <code>{ $address }</code>

    Confirm to send it to GoMining again.
bind-done =
    Done. GoMining pays out to

    <code>{ $address }</code>
bind-over = This form is closed. Start again: /wallet
address-empty = Please send a Bitcoin address as text.
address-too-long = This text is too long for a Bitcoin address.
address-private-key = This looks like a private key or a seed phrase. Never share it with anyone, including this bot. I tried to delete your message. Please make sure that it is gone.
address-lightning = This is for Lightning. An on-chain Bitcoin address is needed.
address-spaces = A Bitcoin address has no spaces or line breaks. Please copy it again.
address-testnet = This is a Bitcoin testnet address. A mainnet address is needed.
address-other-coin = This is an address of another coin. Bitcoin sent to it would be lost.
address-mixed-case = This address mixes lower-case and capital letters. Please copy it again.
address-checksum = The checksum is wrong: this address has a typo or is incomplete. Please copy it again.
address-witness-version = Bitcoin does not use this type of address yet. Bitcoin sent to it could be lost.
address-not-an-address = This is not a Bitcoin address.
secret-seen = This message has a seed phrase or a private key in it. Anyone who has it can take everything from that wallet. Never send it to anyone, including this bot.
address-silent-payment = This is a silent-payment address. An on-chain Bitcoin address is needed: it begins with bc1, 1 or 3.
address-unfinished = This address is unfinished: characters are missing at its end, or one is mistyped. Please copy it again.
secret-deleted = I deleted your message.
secret-not-deleted = <b>I could not delete your message. Please delete it now, for both sides.</b>
secret-what-now =
    What to do now: if it belongs to a wallet of yours, make a new wallet and move your coins there. Nobody here needs it: not to log in, and not for payouts.

## An e-mail for recovery

recovery-offer =
    <b>An e-mail for your account?</b>

    Your GoMining account is tied to this Telegram account alone. If you lose it, GoMining can give you back your miners by an e-mail address. We pass it on to GoMining and do not store it.
recovery-ask = Send me your e-mail address. I pass it on to GoMining and delete your message.
recovery-wrong = This is not an e-mail address. Please send it once more, or /cancel.
recovery-given = GoMining has your e-mail address now.
recovery-declined = No e-mail, then. You can add one later in the settings.
recovery-not-needed = This account needs no e-mail: its wallet is the way back to it.
recovery-deleted = I have deleted your message.
recovery-not-deleted = I could not delete your message. Please delete it yourself.

## Settings, leaving

settings =
    <b>Settings</b>

    Language of the chat and the app:
language = English
language-chosen = ✓ English
language-toast = Language: English
logout-ask = Log out of GoMining here? Your miners keep working, and you can log in again at any time.
logout-done = You are logged out.
logout-nobody = You were not logged in.
delete-ask =
    <b>Delete all data we store about you?</b>

    This deletes your login, wallet address, language, open forms and pending notifications. Orders and payments, if there are any, stay as records without your Telegram ID: /privacy

    Your GoMining account, miners and income do not change: they are stored by GoMining. This chat stays in Telegram; you can delete it there.
delete-done = Everything is deleted. To start again: /start
cancel-done = Cancelled. Nothing was changed.
cancel-nothing = There is nothing to cancel.
privacy =
    <b>Privacy</b>

    We store your Telegram ID, your language, your GoMining session (encrypted) with your TON wallet address, the number of your recent requests, notices that could not be sent yet, and for 400 days digests (not readable) of the wallets and devices that you logged in with, so that you can be warned of a new one.

    Where this app keeps a list of its members, it also holds when and by which link you first came, whether the bot may write to you, the number of your GoMining account, whether you gave or declined an e-mail for recovery (never the e-mail itself), and digests of your TON and Bitcoin addresses.

    We request your miners and income from GoMining when you open them and store no copy. We do not sell or share your data.

    Of what you buy here we store the orders and payments, the GoMining account that gets the miner, and that you accepted the terms. What you ask about payments is kept with our answers and deleted with your data. After a deletion the records of orders no longer have your Telegram ID. Who paid stays encrypted for { $days ->
        [one] { $days } day
       *[other] { $days } days
    } after the payment, in case it has to go back to you or is disputed. The records are deleted { $years ->
        [one] { $years } year
       *[other] { $years } years
    } after the order has ended. Your GoMining account remains: only GoMining can delete it.

    /delete_me deletes all the rest at once. It has to wait while an order is open.
paysupport = This bot sells nothing and takes no payments, so there is nothing to refund here. For purchases at GoMining, please contact GoMining support.
paysupport-contact = Other questions: { $contact }
paysupport-title = <b>Questions about payments</b>
paysupport-choose = Which order is it about?
paysupport-ask-any = Write to us here, and a person answers.
paysupport-write-order = About order { $code }.
paysupport-write = Write your question as one message. Never send a password or a seed phrase.
paysupport-asked = Your question has the number { $case }. A person answers here, in this chat.
paysupport-about = It is about order { $code }.
paysupport-too-many = You have written a lot already. Please wait for our answer.
paysupport-answer = <b>Answer to your question { $case }</b>
support-contact = Contact: { $contact }
support-orders = Questions about an order or a payment: /paysupport
support-none = The operator of this bot has named no contact.

## Notifications

news-logged-in = You are logged in with { $wallet }. Welcome!
news-started = You are logged in without a wallet. Welcome!
news-logged-out = You are logged out of GoMining.
news-expired = Your GoMining session has ended. This happens from time to time. Please log in again to continue.
notice-payout =
    <b>The payout address was set</b>

    GoMining now pays your income to
    <code>{ $address }</code>
notice-login =
    <b>Login from a new wallet or device</b>

    Wallet: <code>{ $address }</code>
    App: { $device }
notice-login-start =
    <b>Login without a wallet</b>

    App: { $device }
notice-deleted =
    <b>Your data was deleted here</b>

    The login, the wallet address and the settings that this bot stored about you are gone. Your GoMining account did not change.
notice-advice = If you did this, there is nothing to do. If not, tap the button.
not-me-done = You are logged out everywhere in this bot and app. Close other devices in Telegram: Settings → Devices.
not-me-payout = The payout address at GoMining is still the new one. Log in again and change it.
not-me-contact = Then contact the operator of this bot: { $contact }
not-me-operator = Then contact the operator of this bot.

## When something goes wrong

error-login = For this you need to log in first.
error-expired = Your session has ended. Please log in again.
error-refused = GoMining no longer accepts your session. Please log in again.
error-wallet-needed = GoMining does not open this to a login without a wallet. Connect a TON wallet in the app, under Wallet.
error-order-open = You have an open order. Cancel it, or wait until it has ended, and try again.
error-link-invalid = This link is not valid here. Open the bot without it, or ask for a new one where you got it.
error-link-expired = This link has expired. Please ask for a new one where you got it.
error-link-taken = This link was already used by somebody else, or you have used another one before. Please ask where you got it.
link-done = Your GoMining account is known here. Tap the button to open it.
error-way = This way to log in is not offered here.
error-timeout = GoMining did not respond in time. Please try again.
error-down = GoMining cannot be reached at the moment. Please try again in a few minutes.
error-broken = GoMining has a technical problem. Please try again in a few minutes.
error-unreadable = The answer from GoMining cannot be read. The error is logged. Please try again later.
error-busy =
    { $seconds ->
        [one] GoMining asks for a short pause. Please try again in { $seconds } second.
       *[other] GoMining asks for a short pause. Please try again in { $seconds } seconds.
    }
error-not-allowed = GoMining does not allow this for your account. If you think this is a mistake, please contact GoMining support.
error-invalid = GoMining did not accept this request. Nothing was changed. Please check your data and try again.
error-figures = GoMining does not provide all the data needed for this. Please try again later.
error-storage = Our database is unavailable at the moment. Please try again in a minute.
error-export-too-large = This file is too large for Telegram. Please save it in the app: Income, then the button at the top.
error-export-busy = Your file is being made. Please try again in { $seconds } s.
error-slow = This took too long. Please try again.
error-internal = Something went wrong on our side. The error is logged. Please try again.
error-reference = Reference for the operator: { $reference }
error-old-button = This button is out of date. Here is the current menu:
button-outdated = This button is out of date.
too-fast = One at a time, please. I answer again in a moment.

### Page

## Around every screen

page-overview = Portfolio
page-miners = Miners
page-income = Income
page-wallet = Wallet
page-shop = Shop
page-calculator = Calculator
page-calculator-note = Rates, fees and net income
page-incentives = VIP levels
page-incentives-note = Your level and its benefits
page-settings = Settings
page-sections = Sections
page-as-of = As of { $time }
page-as-of-stale = GoMining is not responding. Data as of { $time }
page-loading = Loading
page-close = Close
page-done = Done
page-continue = Continue
page-sat = sat
page-offline = No connection
page-offline-since = No connection. Data as of { $time }

## Before the login

page-welcome = Your GoMining miners in Telegram
page-welcome-text = Connect the TON wallet linked to your GoMining account.
page-point-income = Your income, every day
page-point-income-text = By day and by miner, after fees, in Bitcoin and dollars.
page-point-payout = Payouts to your address
page-point-payout-text = Set your Bitcoin address. It is checked before anything changes.
page-point-safe = A signature, not a payment
page-point-safe-text = Nothing leaves your wallet, and nobody asks for your seed phrase.
page-connect = Connect wallet
page-connect-again = Connect again
page-start = Start without a wallet
page-checking = Checking the signature
page-outside = Open this app in Telegram
page-outside-text = This is a Telegram mini-app. It works only when you open it from Telegram.
page-open-bot = Open the bot
page-reopen = Please reopen the app

## Portfolio

page-net-on = Net income on { $day }
page-week = 7 days
page-month = 30 days
page-ever = All time
page-change = Compared with the day before
page-more-than-before = more than the day before:
page-less-than-before = less than the day before:
page-chart =
    { $count ->
        [one] Income of { $count } day. Use the arrow keys to choose a day.
       *[other] Income of { $count } days. Use the arrow keys to choose a day.
    }
page-power = Power
page-efficiency = Efficiency
page-efficiency-note = Lower is better
page-balances = Balances
page-bind-first = Set your payout address
page-bind-first-note = Needed to receive payouts
page-no-income = Nothing mined yet
page-no-income-text = The first day appears here the next morning (UTC).
page-no-miners = No miners yet
page-no-miners-text = New miners in your account will appear here.
page-nothing-here = Nothing here yet

## Miners

page-miner = Miner
page-miners-count =
    { $count ->
        [one] { $count } miner
       *[other] { $count } miners
    }
page-net = Net income
page-miner-unknown = No such miner
page-miner-unknown-text = This miner is not in your account.
page-facts = Details
page-level = Level
page-status = Status
page-status-active = Active
page-status-inactive = Inactive
page-status-pending = Pending
page-status-listed = For sale
page-since = Created
page-number = Miner ID
page-at-todays-figures = Net income at today's figures
page-a-day = Per day
page-30-days = 30 days
page-365-days = 365 days

## Income

page-period = Period
page-period-7 = 7 days
page-period-30 = 30 days
page-period-90 = 90 days
page-period-all = All
page-all-miners = All miners
page-days =
    { $count ->
        [one] { $count } day
       *[other] { $count } days
    }
page-days-so-far =
    { $count ->
        [one] { $count } day so far
       *[other] { $count } days so far
    }
page-days-utc = Each date is the day of mining, in UTC. Dollar amounts use today's rate.
page-day-price = Dollar amounts use the Bitcoin price of that day.
page-btc-was = 1 BTC = { $usd }
page-pool-reward = Pool reward
page-electricity = Electricity
page-electricity-watt = Electricity, per W/TH
page-service = Service fee
page-discount = Discount
page-gross = Gross income
page-paid-in-gomining = The fees were paid in GOMINING, so this amount is before fees.
page-protected = Reward Protection: the fees were higher than the income, so the miner was paused.
page-csv = Save as CSV file
page-xlsx = Save as Excel file

## Calculator

page-net-per-day = Net income per day
page-discount-on-fees = Discount on fees
page-figure-wrong = Write a number from { $least } to { $most }.
page-break-even = Break-even
page-break-even-price = Bitcoin price
page-break-even-price-note = Below this price the fees are higher than the income
page-rates = Rates
page-per-th = 1 TH for one day

## Shop

page-see-shop = See miners on sale
page-shop-budget = What does your money buy?
page-shop-everything = Everything
page-shop-other = Other…
page-shop-nothing = The cheapest miner costs { $usd }
page-shop-view = View
page-shop-cards = Cards
page-shop-table = Table
page-shop-by-price = Lowest price first
page-shop-by-payback = Shortest pay-back first
page-shop-lowest = Lowest price per TH
page-shop-per-th = { $usd } per TH
page-shop-earns-nothing = Nothing
page-shop-price = Price
page-shop-payback = Pay-back
page-shop-never = Never
page-shop-unknown = Not on sale
page-shop-buy =
    { $count ->
        [one] Buy for { $stars } Star
       *[other] Buy for { $stars } Stars
    }

## Orders

page-open-orders = open orders
page-orders = Orders
page-orders-none = No orders yet
page-orders-none-text = What you buy in the shop is listed here, with its state.
page-review = Review your order
page-review-pay = You pay
page-review-valid =
    { $count ->
        [one] Once ordered, the price is valid for { $count } minute.
       *[other] Once ordered, the price is valid for { $count } minutes.
    }
page-review-receive = You receive
page-review-where = In your GoMining account, usually within minutes of the payment
page-review-net = Net income a day
page-review-terms = Terms
page-review-agree = I am 18 or older and accept the terms
page-review-read = Read the terms
page-review-telegram = The seller is the operator of this app. Telegram cannot help with purchases made here: please write to our support.
page-refused-not-selling = Nothing is sold here now. Please come back later.
page-refused-account = It is not known yet which GoMining account is yours. Please log out and in again.
page-refused-gone = This miner is no longer on sale. Please choose another one in the shop.
page-refused-price = The price has changed. Please look at it again.
page-refused-terms = The terms have changed. Please read and accept them again.
page-refused-one = This is more than one order may cost.
page-refused-first = This is more than a first order may cost. After your first miner the limit is higher.
page-refused-period = This is more than you may spend here in 21 days.
page-refused-most = Possible now: up to { $stars }.
page-refused-cancel = This order is paid or over, so it cannot be cancelled.
page-refused-again = Please look at the order again.
page-refused-unknown = There is no such order any more.
page-order = Order
page-order-title = Order { $code }
page-order-quoted = Preparing
page-order-awaiting = Ready to pay
page-order-awaiting-text = You pay in Telegram, with Stars. Nothing is taken before you confirm.
page-order-paid = Paid
page-order-fulfilling = Your miner is being made
page-order-unknown = Waiting for GoMining
page-order-review = A person is checking
page-order-done = In your portfolio
page-order-failed = No miner was made
page-order-expired = Not paid in time
page-order-cancelled = Cancelled
page-order-step-placed = Order placed
page-order-step-ready = Ready to pay
page-order-step-paid = Payment
page-order-step-making = GoMining makes the miner
page-order-step-there = In your portfolio
page-order-made = done
page-order-left = The price is valid for { $time }
page-order-left-none = The price is no longer valid
page-order-checking = Checking the payment…
page-order-said-paid = Telegram says that it is paid. We are waiting for the payment to arrive: please do not pay twice.
page-order-said-failed = Telegram says that the payment failed. If Stars were taken all the same, it shows here within a minute. Otherwise please try again.
page-order-payments = Payments
page-order-receipt = You can close the app. The bot writes to you in the chat.
page-order-no-receipt = The bot may not write to you, so receipts cannot reach you in the chat. You find the order here.
page-order-code = Order code
page-order-copy = Copy the order code
page-order-copied = Copied
page-order-help = Something wrong?
page-order-portfolio = To the portfolio
page-order-again = Get a new price
page-order-cancel = Cancel the order
page-order-cancel-text = Nothing has been paid yet. The order ends, and you can order again at any time.
page-order-cancel-no = Keep it

## VIP levels

page-your-level = Your level
page-by-power = for your { $power }
page-way-to = Progress to { $level }
page-levels = All levels
page-from = From
page-fees = Fees
page-card = Card
page-travel = Travel

## Wallet

page-payout = Payout address
page-payout-none = No payout address yet. Income stays in your GoMining balance.
page-payout-now = Current payout address
page-payout-done = Address set
page-payout-done-text = GoMining now pays out to this address.
page-login = Login
page-ton-wallet = TON wallet
page-no-wallet = Started without a wallet
page-switch-text = This login belongs to another GoMining account, or to one that is not known. Your miners stay where they are.
page-logged-in-since = since { $day }
page-bitcoin-address = Bitcoin address
page-address-hint = A mainnet address begins with bc1, 1 or 3. You confirm it on the next screen.
page-address-empty = Type, paste or scan your address.
page-address-typing = Keep typing…
page-address-good = A valid Bitcoin address.
page-address-testnet = This is a testnet address. A mainnet address is needed.
page-address-checksum = The checksum is wrong: a character is missing or mistyped.
page-address-key = This is a key, not an address. Never share it with anyone.
page-address-lightning = This is for Lightning. An on-chain Bitcoin address is needed.
page-address-other = This is not a Bitcoin address.
page-address-silent = This is a silent-payment address. An on-chain Bitcoin address is needed.
page-address-spaces = An address has no spaces or line breaks. Please copy it again.
page-address-version = Bitcoin does not use this type of address yet. Bitcoin sent to it could be lost.
page-address-mixed-case = This address mixes lower-case and capital letters. Please copy it again.
page-address-coin = This is an address of another coin. Bitcoin sent to it would be lost.
page-address-long = This text is too long for a Bitcoin address.
page-address-unfinished = This address is unfinished: characters are missing at its end, or one is mistyped.
page-paste = Paste
page-paste-nothing = There is nothing to paste, or the clipboard cannot be read. Touch and hold the field, then choose Paste.
page-scan = Scan
page-scan-text = QR code of your Bitcoin address
page-compare = Is this your address?
page-compare-text = Compare every block. Payments to a wrong address are lost.
page-replaces = It replaces { $address }.
page-edit = Change it

## Settings

page-language = Language
page-unit = Show amounts in
page-your-data = Your data
page-logout = Log out
page-logout-text = Your miners keep working, and you can log in again at any time.
page-delete = Delete my data
page-delete-text = Your login, wallet address and language are deleted here. Records of purchases stay without your Telegram ID. Your GoMining account, miners and income stay with GoMining.
page-email = E-mail for recovery
page-email-text = Your GoMining account is tied to this Telegram account alone. If you lose it, GoMining can give you back your miners by an e-mail address. We pass it on to GoMining and do not store it.
page-email-label = E-mail address
page-email-give = Add the e-mail
page-email-decline = No, thanks
page-email-given = GoMining has your e-mail address now.
page-email-declined = No e-mail, then. You can add one later in the settings of the chat.
page-email-wrong = This is not an e-mail address.
page-email-not-needed = This account needs no e-mail.
page-privacy =
    We store your Telegram ID, your language, your GoMining session (encrypted) with your TON wallet address, the number of your recent requests, notices that could not be sent yet, and for 400 days digests (not readable) of the wallets and devices that you logged in with, so that you can be warned of a new one.

    Where this app keeps a list of its members, it also holds when and by which link you first came, whether the bot may write to you, the number of your GoMining account, whether you gave or declined an e-mail for recovery (never the e-mail itself), and digests of your TON and Bitcoin addresses.

    We request your miners and income from GoMining when you open them and store no copy on our servers. This device stores the latest data so that it appears at once; logging out removes it.

    We do not sell or share your data, and no third party receives anything about you before you choose a wallet.

    Of what you buy here we store the orders and payments, the GoMining account that gets the miner, and that you accepted the terms. What you ask about payments is kept with our answers and deleted with your data. After a deletion the records of orders no longer have your Telegram ID. Who paid stays encrypted for { $days ->
        [one] { $days } day
       *[other] { $days } days
    } after the payment, in case it has to go back to you or is disputed. The records are deleted { $years ->
        [one] { $years } year
       *[other] { $years } years
    } after the order has ended. Your GoMining account remains: only GoMining can delete it.

    "Delete my data" in the settings deletes all the rest at once. It has to wait while an order is open.

## When something goes wrong

page-error-reopen = Your Telegram sign-in data has expired. Close the app and open it again.
page-error-reopen-to-act = To protect your account, this is possible only within 15 minutes after the app was opened. Close it and open it again.
page-error-offline = There is no connection. Please check your network.
page-error-too-many =
    { $seconds ->
        [one] Too many requests. Please wait { $seconds } second.
       *[other] Too many requests. Please wait { $seconds } seconds.
    }
page-error-partner-refused = GoMining refused this request. Please try again later.
page-error-busy = Your previous request is still in progress. Please wait a moment.
page-error-refused = The wallet refused the request. Nothing was changed. You can connect again at any time.
page-error-no-proof = The wallet did not sign the login. Connect again and confirm, or use another wallet.
page-error-network = This wallet is on a test network. Switch it to mainnet and connect again.
page-error-proof-expired = The login took too long. Please connect again.
page-error-clock = Your device's clock is ahead. Please correct it and connect again.
page-error-proof = The wallet's signature could not be verified. Please connect again.
page-error-unknown-wallet = This type of wallet is not supported yet. Please use another one.
page-error-payload = GoMining's login request is too long for wallets. Please contact support.
page-error-unknown = Something went wrong. Please try again.
page-error-id = For support: { $id }
page-error-outdated = The app was updated on the server. Please load it again.
page-error-wait = That was very quick. Please wait a moment.
page-error-pause = GoMining asks for a short pause. Please try again in a moment.
page-error-not-found = This was not found. It may have expired.
page-error-forbidden = This is not allowed for your account.
page-error-operator = This is not set up on the server. Please contact the operator of the bot.
page-error-ton-api = This wallet could not be checked on the TON blockchain just now. Please try again in a moment.
page-error-wallet-incomplete = This wallet did not send everything that GoMining needs. Please update it or use another one.
page-try-in =
    { $seconds ->
        [one] Try again in { $seconds } second.
       *[other] Try again in { $seconds } seconds.
    }
page-not-refreshed = These figures could not be refreshed.
page-reload = Reload
page-screen-missing = This screen could not be loaded
page-screen-missing-text = Please check your network and try again.
page-crash = This screen could not be shown
page-crash-text = The figures kept on this device may be unreadable. A reset removes them and loads the app again; nothing changes at GoMining.
page-reset = Reset and reload
page-days-of =
    { $wanted ->
        [one] { $count } of { $wanted } day so far
       *[other] { $count } of { $wanted } days so far
    }
page-error-binding-refused = GoMining did not accept this address. Nothing was changed.
page-credited = Credited
page-credited-on = Credited on { $day }
page-net-discount = With your latest discount of { $percent }.
page-net-no-discount = Without a discount: none is known yet.
page-net-latest = Net income at today's figures, with your latest discount. Your actual income is under Income.
page-net-partly = For some days the fees are not known: those are counted as GoMining credited them.
page-net-of-gomining = The fees were paid in GOMINING. Net income is the credited amount minus their value in BTC.
page-total-credited = All time is what GoMining credited, before fees paid in GOMINING.
page-not-charged = Fees not charged to miners that would lose
