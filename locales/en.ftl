# The words of the chat and of the mini-app. Fluent: https://projectfluent.org
#
# Messages for the chat are Telegram's HTML: <b>, <i>, <code>. Figures, dates and names come in
# ready and safe; numbers that decide a plural come as numbers.

### The chat

## Commands, as Telegram lists them (up to 256 characters, plain)

command-status = Your portfolio in one message
command-miners = Your miners
command-income = What they have mined, with a chart
command-wallet = Balances and payout address
command-rates = Today’s rates
command-calc = Work out what mining brings
command-incentives = VIP levels and cashback
command-export = Your income as a CSV file
command-login = Log in with a TON wallet
command-settings = Language and more
command-help = What this bot can do
command-logout = Log out
command-delete-me = Delete everything we hold about you
command-privacy = What we hold about you
command-paysupport = Questions about payments
command-cancel = Stop what was begun

## The bot’s profile

profile-short = Your GoMining miners, income and payout address, in Telegram.
profile-description =
    See your GoMining miners and what they earn, work out what more would bring, and set your payout address.

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
button-calc-app = Calculator with sliders
button-incentives = VIP levels
button-settings = Settings
button-privacy = Privacy
button-open = Open the app
button-login = Log in with a TON wallet
button-refresh = Refresh
button-again = Try again
button-back = ‹ Back
button-next = Next ›
button-days = Day by day
button-export = CSV file
button-share = Share
button-bind = Set payout address
button-bind-change = Change payout address
button-bind-yes = Yes, this is my address
button-cancel = Cancel
button-logout = Log out
button-logout-yes = Yes, log me out
button-delete = Delete my data
button-delete-yes = Yes, delete everything
button-policy = Privacy policy
button-support = Write to support
button-private = Open a private chat
button-go-on = Continue where you left off

## Start and help

start-hello = Hello, { $name }! This is GoMining in Telegram.
start-what = See your miners, what they earn and where it is paid out.
start-login = Next: log in with your TON wallet. It takes a minute, without a password.
login-how =
    Open the app, connect the TON wallet that holds your GoMining account, and confirm.

    It is a signature, not a payment: nothing leaves your wallet, and nobody asks for your seed phrase.
login-again = You are logged in already. To use another wallet, connect it in the app: it takes the place of this one.
help-title = <b>What this bot can do</b>
unknown =
    I did not understand that.

    Choose below, or send /help. Two numbers, such as <code>100 15</code>, work out what 100 TH at 15 W/TH bring.
in-group = Your miners and income are for your eyes only. Write to me in private.
text-only = I can read text only. /help shows what I can do.

## Portfolio

as-of = <i>As of { $time }</i>
figures-as-of = <i>Rates and today’s figures as of { $time }</i>
as-of-toast = As of { $time }
as-of-stale = <i>GoMining does not answer at the moment. This is as of { $time }</i>
amount-worth = { $btc } (≈ { $usd })
amount-in-btc = ≈ { $btc }

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
status-no-address = No payout address yet: set one with /wallet.
balance = { $amount }
balances-empty = Nothing here yet.

net-today = Net per day at today’s figures: <b>{ $net }</b>
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
miners-none = No miners in this account yet. As soon as there is one, you will see it here.
miners-today = <i>Today: what is left after fees at today’s figures, with the discount you last had.</i>
miner-name = <b>{ $name }</b>
miner-unnamed = Miner { $id }
miner-facts = { $facts }
miner-net = today { $net }
miner-nothing = today nothing: fees take all of it
miner-status = status: { $status }

income-title = <b>Income</b>
income-none = Nothing mined yet. The first day shows up here the morning after (UTC).
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
income-when = <i>Each day is the day it was mined, in UTC. Dollars at today’s rate.</i>
income-day = { $day }: { $amount }
days-title = <b>Day by day</b>, page { $page } of { $pages }
days-sum =
    { $count ->
        [1] This day: <b>{ $amount }</b>
       *[other] These { $count } days: <b>{ $amount }</b>
    }
chart-title = Income by day
chart-none = no income
chart-average = average { $amount }
export-done =
    { $count ->
        [1] Your income, { $count } day, a line per miner. Days are UTC, amounts in BTC.
       *[other] Your income, { $count } days, a line per miner and day. Days are UTC, amounts in BTC.
    }

## Rates and the calculator

rates-title = <b>Rates</b>
rates-line = { $symbol }: <b>{ $price }</b>
rates-none = GoMining names no prices at the moment.
per-th-title = <b>One TH in one day</b>
per-th-gross = Mined: { $usd }
per-th-service = Service fee: { $usd }
per-th-electricity = Electricity, per kWh: { $usd }
per-th-net = Left at 15 W/TH: <b>{ $usd }</b>

calc-how =
    <b>Calculator</b>

    Send <code>/calc 100 15</code>: 100 is the power in TH, 15 the efficiency in W/TH (less is better). A third number is your discount on fees in per cent: <code>/calc 100 15 20</code>.
calc-wrong =
    I need two numbers: power in TH and efficiency in W/TH, for example <code>/calc 100 15</code>.

    Power may be up to 10 million TH, efficiency up to 1,000 W/TH, a discount up to 100 per cent.
calc-title = <b>{ $power } at { $efficiency }</b>, per day
calc-gross = Mined: { $usd }
calc-electricity = Electricity: −{ $usd }
calc-service = Service fee: −{ $usd }
calc-discount = Discount of { $percent }: +{ $usd }
calc-day = Per day: <b>{ $usd }</b> { $btc }
calc-month = 30 days: { $usd } { $btc }
calc-year = 365 days: { $usd } { $btc }
calc-loses = The fees are higher than what is mined. With Reward Protection the miner would stand still: nothing earned, nothing owed.
calc-break-even = It pays off below { $efficiency }.
calc-not-charged = Fees not charged to miners that would lose: +{ $usd }
calc-own-unknown = There is no miner of yours with known power and W/TH to calculate with.
calc-assumed = <i>Assumed: every day is like today, with the same Bitcoin price, difficulty and fees. Nobody can promise that.</i>
calc-assumed-no-discount = <i>Assumed: every day is like today, with the same Bitcoin price, difficulty and fees, and no discount. Nobody can promise that.</i>

vip-title = <b>VIP levels</b>
vip-none = GoMining names no levels at the moment.
vip-level = { $level }
vip-level-own = <b>▸ { $level } (you)</b>
vip-from = from { $power }
vip-fees = fees −{ $percent }
vip-card = card { $percent }
vip-travel = travel { $percent }
vip-own-power = By power you have { $power }.
vip-next = { $power } more bring you to { $level }.
vip-cashback = Card and travel are cashback: it is paid in TH, as more power for one of your miners. Votes (veGOMINING) can lift your level as well; here only power counts.

inline-rates = Rates
inline-calc = { $power } at { $efficiency }
inline-net = { $usd } per day after fees
inline-login = Log in to see rates

## Wallet

wallet-title = <b>Wallet</b>
wallet-ton = <b>Logged in with</b>
    <code>{ $address }</code>
wallet-no-address = No payout address yet.
bind-ask =
    <b>Payout address</b>

    Paste your Bitcoin address (mainnet, it begins with bc1, 1 or 3). I check it and show it to you again before anything changes.
bind-once-more = Paste another one, or /cancel.
bind-confirm =
    Is this your address? Compare every block: what is paid to a wrong address is lost.

    <code>{ $address }</code>

    <code>{ $blocks }</code>
bind-replaces = It takes the place of { $address }.
bind-same =
    This address is already yours:

    <code>{ $address }</code>

    Confirm to send it to GoMining once more.
bind-done =
    Done. GoMining pays out to

    <code>{ $address }</code>
bind-over = This form is over. Begin again under /wallet.
address-empty = Please paste a Bitcoin address as text.
address-too-long = This is too long for a Bitcoin address.
address-private-key = This looks like a private key or a seed phrase. Never give it to anyone, me included. I have tried to delete your message; please make sure that it is gone, and paste the address instead.
address-lightning = This is for Lightning. I need an on-chain Bitcoin address.
address-spaces = A Bitcoin address has no spaces or line breaks. Please copy it again in one piece.
address-testnet = This is an address of a Bitcoin test network. I need a mainnet address.
address-other-coin = This is an address of another coin. Bitcoin sent there would be lost.
address-mixed-case = This address mixes small and capital letters. Please copy it again.
address-checksum = This address is mistyped or incomplete: its checksum is wrong. Please copy it again.
address-witness-version = This kind of address is not in use on Bitcoin yet. Bitcoin sent there could be lost.
address-not-an-address = This is not a Bitcoin address.

## Settings, leaving

settings =
    <b>Settings</b>

    Language of the chat and the app:
language = English
language-chosen = ✓ English
language-toast = English it is.
logout-ask = Log out of GoMining here? Your miners go on working, and you can log in again at any time.
logout-done = You are logged out.
logout-nobody = Nobody was logged in.
delete-ask =
    <b>Delete everything we hold about you?</b>

    That is: your login, your wallet’s address, your language, open forms, and notes of what to tell you.

    Your GoMining account, its miners and income stay as they are: they are with GoMining. This chat is in Telegram; you can delete it there.
delete-done = Everything is deleted. If you ever want to come back: /start.
cancel-done = Stopped. Nothing was changed.
cancel-nothing = There is nothing to stop.
privacy =
    <b>Privacy</b>

    We hold: your Telegram id, the language you use, your login at GoMining (encrypted) with your TON wallet’s address, and the number of your latest requests.

    We ask GoMining for your miners and income when you look at them, and keep no copy. Nothing is sold or given away.

    /delete_me deletes all of it at once.
paysupport = This bot sells nothing and takes no payments, so there is nothing to refund here. For purchases at GoMining, their support helps.
paysupport-contact = Something else? { $contact }

## News

news-logged-in = You are logged in with { $wallet }. Welcome!
news-logged-out = You are logged out of GoMining.
news-expired = GoMining has ended your login, as it does from time to time. Please log in again to go on.

## When something goes wrong

error-login = For this you need to log in first.
error-expired = Your login has ended. Please log in again.
error-refused = GoMining does not accept this login any more. Please log in again.
error-timeout = GoMining did not answer in time. Please try again.
error-down = GoMining cannot be reached at the moment. It is not your fault; please try again in a few minutes.
error-broken = GoMining has trouble of its own at the moment. Please try again in a few minutes.
error-unreadable = GoMining’s answer cannot be read. We have noted it; please try again later.
error-busy =
    { $seconds ->
        [1] GoMining asks for a short pause. Please try again in a second.
       *[other] GoMining asks for a short pause. Please try again in { $seconds } seconds.
    }
error-not-allowed = GoMining does not allow this for your account.
error-invalid = GoMining did not accept this. Nothing was changed.
error-figures = GoMining does not tell all the figures this needs. Please try again later.
error-storage = We cannot reach our own storage at the moment. Please try again in a minute.
error-slow = This took too long. Please try again.
error-internal = Something went wrong on our side. We have noted it; please try again.
error-old-button = This button is from an earlier time. Here is where things are now:
button-outdated = This button is out of date.
too-fast = One at a time, please. I answer again in a moment.

### Page

## Around every screen

page-overview = Portfolio
page-miners = Miners
page-income = Income
page-wallet = Wallet
page-calculator = Calculator
page-calculator-note = Rates, fees and what is left
page-incentives = VIP levels
page-incentives-note = Where you stand and what it brings
page-settings = Settings
page-sections = Sections
page-as-of = As of { $time }
page-as-of-stale = GoMining is silent, as of { $time }
page-loading = Loading
page-close = Close
page-done = Done
page-continue = Continue
page-sat = sat
page-offline = No connection
page-offline-since = No connection. As of { $time }

## Before the login

page-welcome = Your GoMining miners in Telegram
page-welcome-text = Connect the TON wallet that holds your GoMining account.
page-point-income = What you earn, every day
page-point-income-text = Income by day and by miner, after fees, in bitcoin and dollars.
page-point-payout = Paid out where you want
page-point-payout-text = Set your Bitcoin address, checked before anything changes.
page-point-safe = A signature, not a payment
page-point-safe-text = Nothing leaves your wallet, and nobody asks for your seed phrase.
page-connect = Connect wallet
page-connect-again = Connect again
page-checking = Checking the signature
page-outside = Open me in Telegram
page-outside-text = This page is a Telegram mini-app. It knows who you are only when Telegram opens it.
page-open-bot = Open the bot
page-reopen = Time to reopen the app

## Portfolio

page-net-on = Net on { $day }
page-week = 7 days
page-month = 30 days
page-ever = All time
page-change = Against the day before
page-more-than-before = more than the day before:
page-less-than-before = less than the day before:
page-chart =
    { $count ->
        [one] Income of { $count } day. Arrow keys choose a day.
       *[other] Income of { $count } days. Arrow keys choose a day.
    }
page-power = Power
page-efficiency = Efficiency
page-efficiency-note = Less is better
page-balances = Balances
page-bind-first = Set your payout address
page-bind-first-note = So that income can be paid out
page-no-income = Nothing mined yet
page-no-income-text = The first day shows up here the morning after, in UTC.
page-no-miners = No miners yet
page-no-miners-text = As soon as there is one in your account, you will see it here.
page-nothing-here = Nothing here

## Miners

page-miner = Miner
page-miners-count =
    { $count ->
        [one] { $count } miner
       *[other] { $count } miners
    }
page-per-day = per day
page-net = Net
page-net-estimate = Net at today’s figures and without a discount; what really came is under Income.
page-miner-unknown = No such miner
page-miner-unknown-text = It is not in your account, or not any more.
page-facts = Facts
page-level = Level
page-status = Status
page-status-active = Active
page-status-inactive = Inactive
page-status-pending = Pending
page-status-listed = On sale
page-since = Since
page-number = Number
page-at-todays-figures = At today’s figures
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
page-mined-on = Mined on { $day }
page-days-utc = Each day is the day it was mined, in UTC. Dollars at today’s rate.
page-day-price = Dollars at the bitcoin price of that day.
page-btc-was = 1 BTC = { $usd }
page-pool-reward = Pool reward
page-electricity = Electricity
page-electricity-watt = Electricity, per W/TH
page-service = Service
page-discount = Discount
page-gross = Gross
page-paid-in-gomining = The fees were paid in GOMINING, so this is before fees.
page-protected = Reward Protection: the fees were higher than the reward, so the miner stood still.
page-csv = Save as CSV file

## Calculator

page-net-per-day = Net per day
page-discount-on-fees = Discount on fees
page-break-even = Break-even
page-break-even-efficiency = Efficiency
page-break-even-efficiency-note = Above it nothing is left
page-break-even-price = Bitcoin price
page-break-even-price-note = Below it nothing is left
page-rates = Rates
page-per-th = One TH in one day
page-assumed = Assumed: every day is like today, with the same bitcoin price, difficulty and fees. Nobody can promise that.

## VIP levels

page-your-level = Your level
page-by-power = by your { $power }
page-way-to = Way to { $level }
page-levels = All levels
page-from = From
page-fees = Fees
page-card = Card
page-travel = Travel

## Wallet

page-payout = Payout address
page-payout-none = No Bitcoin address yet: income stays in your GoMining balance.
page-payout-now = Paid out to at present
page-payout-done = Address set
page-payout-done-text = GoMining now pays out to this address.
page-login = Login
page-ton-wallet = TON wallet
page-logged-in-since = since { $day }
page-bitcoin-address = Bitcoin address
page-address-hint = A mainnet address begins with bc1, 1 or 3. You will compare it once more before anything changes.
page-address-empty = Type, paste or scan it.
page-address-typing = Go on …
page-address-good = A valid Bitcoin address.
page-address-testnet = This is a test network’s address. Use one of the main network.
page-address-checksum = The checksum is wrong: a character is missing or mistyped.
page-address-key = This is a key, not an address. Never show it to anybody.
page-address-lightning = This is for Lightning. A plain Bitcoin address is needed.
page-address-other = This is not a Bitcoin address.
page-paste = Paste
page-paste-nothing = There is nothing to paste, or it may not be read. Hold the field and choose Paste.
page-scan = Scan
page-scan-text = The QR code of your Bitcoin address
page-compare = Is this your address?
page-compare-text = Compare every block. What is paid to a wrong address is lost.
page-replaces = It takes the place of { $address }.
page-edit = Change it

## Settings

page-language = Language
page-unit = Amounts first in
page-your-data = Your data
page-logout = Log out
page-logout-text = Your miners go on working, and you can log in again at any time.
page-delete = Delete my data
page-delete-text = Your login, wallet address and language are deleted here. Your GoMining account, miners and income stay with GoMining.
page-privacy =
    We hold your Telegram id, the language you use, your login at GoMining (encrypted) with your TON wallet’s address, and the number of your latest requests.

    We ask GoMining for your miners and income when you look at them, and keep no copy on our side. This device keeps the last known figures, so that they are there at once; logging out removes them.

    Nothing is sold or given away, and no third party hears of you before you choose a wallet.

    “Delete my data” in the settings deletes all of it at once.

## When something goes wrong

page-error-reopen = Telegram’s word for who you are has expired. Close the app and open it again.
page-error-offline = There is no connection. Please check your network.
page-error-too-many =
    { $seconds ->
        [one] That was very quick. Please wait { $seconds } second.
       *[other] That was very quick. Please wait { $seconds } seconds.
    }
page-error-partner-refused = GoMining refused this. Please try again later.
page-error-busy = One moment, please: another request of yours is still under way.
page-error-refused = The wallet refused. Nothing has happened; connect again when you want to.
page-error-no-proof = This wallet did not sign. Connect again and confirm, or use another wallet.
page-error-network = This wallet is on a test network. Switch it to mainnet and connect again.
page-error-proof-expired = The login took too long. Please connect again.
page-error-clock = Your device’s clock is ahead. Set it right and connect again.
page-error-proof = The wallet’s signature could not be verified. Please connect again.
page-error-unknown-wallet = This kind of wallet cannot be verified yet. Please use another one.
page-error-payload = GoMining’s login request is too long for wallets. Please tell the operator.
page-error-address = This address was not accepted. Nothing was changed.
page-error-unknown = Something went wrong. Please try again.
page-error-id = For support: { $id }
