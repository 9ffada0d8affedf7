# Тексты чата и мини-приложения. Синтаксис: https://projectfluent.org
#
# Сообщения чата — это HTML для Telegram: <b>, <i>, <code>. Суммы, даты и имена приходят готовыми
# и экранированными; число, от которого зависит форма слова, приходит числом.
#
# Один термин для каждого понятия: майнер; вычислительная мощность (в TH; коротко: мощность);
# энергоэффективность (в W/TH; коротко: эффективность); доход: до комиссий и чистый; комиссии
# (электроэнергия и обслуживание); скидка; адрес для выплат (биткоин-адрес); TON-кошелёк; сеанс
# (открывается входом); VIP-уровень. Пишем «ё», кавычки «ёлочки», единицы TH и W/TH латиницей.
# Перед тире и между числом и единицей — неразрывный пробел (U+00A0).

### The chat

## Commands, as Telegram lists them (up to 256 characters, plain)

command-status = Весь портфель одним сообщением
command-miners = Ваши майнеры
command-income = Доход от майнинга с графиком
command-wallet = Балансы и адрес для выплат
command-rates = Курсы на сегодня
command-calc = Рассчитать доход от майнинга
command-shop = Майнеры в продаже и цены на них
command-buy = Купить майнер за звёзды Telegram
command-orders = Ваши заказы
command-incentives = VIP-уровни и кешбэк
command-export = Доход в файле для Excel и других таблиц
command-login = Войти
command-settings = Язык и другие настройки
command-help = Что умеет бот
command-logout = Выйти
command-delete-me = Удалить все данные о вас
command-privacy = Что мы о вас храним
command-paysupport = Вопросы об оплате
command-support = Связаться с поддержкой
command-terms = Условия продажи
command-cancel = Отменить текущее действие

## The bot's profile

profile-short = Ваши майнеры GoMining, доход и адрес для выплат — в Telegram.
profile-description =
    Смотрите, какой доход приносят ваши майнеры GoMining, рассчитывайте доход от новой мощности и указывайте адрес для выплат.

    Вход — через TON-кошелёк. Бот никогда не спрашивает пароль или сид-фразу.
profile-menu = Открыть

## Buttons (plain)

button-status = Портфель
button-miners = Майнеры
button-income = Доход
button-wallet = Кошелёк
button-rates = Курсы
button-calc = Калькулятор
button-calc-own = Мои майнеры
button-calc-app = Калькулятор в приложении
button-shop = Магазин
button-incentives = VIP-уровни
button-settings = Настройки
button-privacy = Конфиденциальность
button-open = Открыть приложение
button-login = Войти через TON-кошелёк
button-begin = Начать без кошелька
button-connect-wallet = Подключить TON-кошелёк
button-switch-account = Сменить аккаунт
button-refresh = Обновить
button-again = Повторить
button-home = Меню
button-back = ‹ Назад
button-next = Далее ›
button-days = По дням
button-export = Файл CSV
button-export-xlsx = Файл Excel
button-share = Поделиться
button-bind = Указать адрес для выплат
button-bind-change = Сменить адрес для выплат
button-bind-yes = Да, это мой адрес
button-cancel = Отмена
button-recovery = Почта для восстановления
button-recovery-give = Указать почту
button-recovery-decline = Нет, спасибо
button-logout = Выйти
button-logout-yes = Да, выйти
button-delete = Удалить мои данные
button-delete-yes = Да, удалить всё
button-policy = Политика конфиденциальности
button-support = Написать в поддержку
button-not-me = Это не я
button-private = Открыть личный чат
button-buy = Купить майнер
button-buy-offer = { $power } · { $efficiency }: { $stars }
button-buy-yes = Принять условия и заказать
button-terms = Условия, версия { $version }
button-orders = Мои заказы
button-order = { $code } · { $state }
button-order-show = Показать заказ
button-order-cancel = Отменить заказ
button-ask = Задать вопрос
button-ask-other = Другой вопрос
button-reply = Ответить
button-go-on = Продолжить

## Start and help

start-hello = Здравствуйте, { $name }! Это GoMining в Telegram.
start-what = Здесь вы видите свои майнеры, их доход и адрес для выплат.
start-login = Следующий шаг — войти через TON-кошелёк. Это займёт около минуты, пароль не нужен.
start-login-ways = Следующий шаг — войти. Это займёт около минуты, пароль не нужен.
login-how =
    Откройте приложение, подключите TON-кошелёк, к которому привязан ваш аккаунт GoMining, и подтвердите вход.

    Вы подписываете сообщение, это не платёж. Из кошелька ничего не уходит, и никто не спрашивает сид-фразу.
login-how-start = <b>Начать без кошелька</b>: одно нажатие, и GoMining откроет аккаунт для вашего пользователя Telegram. TON-кошелёк этого же аккаунта можно подключить позже.
login-again-start = Вы уже вошли, без кошелька. В приложении можно добавить TON-кошелёк этого аккаунта GoMining.
begin-other =
    <b>Другой аккаунт GoMining?</b>

    Вход без кошелька может открыть не тот аккаунт GoMining, к которому привязан ваш кошелёк. Майнеры останутся в своём аккаунте: чтобы увидеть их, подключите кошелёк снова.
login-again = Вы уже вошли. Чтобы сменить кошелёк, подключите в приложении другой: он заменит нынешний.
help-title = <b>Что умеет бот</b>
unknown =
    Команда не распознана.

    Выберите кнопку ниже или отправьте /help. Чтобы рассчитать доход, отправьте мощность и эффективность: <code>100 15</code> — это 100 TH при 15 W/TH.
in-group = Ваши майнеры и доход — личные данные. Чтобы увидеть их, откройте личный чат с ботом.
text-only = Я понимаю только текст. Что я умею: /help.

## Portfolio

as-of = <i>Данные на { $time }</i>
figures-as-of = <i>Курсы и сегодняшние данные на { $time }</i>
as-of-toast = Данные на { $time }
as-of-stale = <i>GoMining сейчас не отвечает. Данные на { $time }</i>
amount-worth = { $btc } (≈ { $usd })
amount-in-btc = ≈ { $btc }

status-title = <b>Портфель</b>
status-miners =
    { $count ->
        [0] Майнеров пока нет
        [one] { $count } майнер
        [few] { $count } майнера
       *[many] { $count } майнеров
    }
status-balances = <b>Балансы</b>
status-address = <b>Адрес для выплат</b>
    <code>{ $address }</code>
status-no-address = Адрес для выплат не указан. Указать: /wallet
balance = { $amount }
balances-empty = Все балансы пусты.

net-today = Чистый доход за день по сегодняшним данным: <b>{ $net }</b>
net-fees =
    { $paid ->
        [BTC] За вычетом комиссий { $fees }, они списываются из BTC.
        [GOMINING] За вычетом комиссий { $fees }, их вы платите в GOMINING.
        [mixed] За вычетом комиссий { $fees }, часть из них вы платите в GOMINING.
       *[unknown] За вычетом комиссий { $fees }.
    }
net-discount = <i>С вашей последней скидкой: { $percent }.</i>
net-no-discount = <i>Без скидки: она пока неизвестна.</i>

miners-title =
    { $count ->
        [1] <b>Ваш майнер</b>
       *[other] <b>Майнеры { $first }–{ $last } из { $count }</b>
    }
miners-none = В этом аккаунте пока нет майнеров. Новые майнеры появятся здесь.
miners-today = <i>Сегодня: расчётный доход после вычета комиссий по сегодняшним данным, с вашей последней скидкой.</i>
miner-name = <b>{ $name }</b>
miner-unnamed = Майнер { $id }
miner-facts = { $facts }
miner-net = сегодня { $net }
miner-nothing = сегодня ничего (комиссии больше дохода)
miner-status = статус: { $status }

income-title = <b>Доход</b>
income-none = Пока ничего не добыто. Первый день появится здесь на следующее утро (UTC).
income-last = { $day }: <b>{ $amount }</b>
income-week = За 7 дней: { $amount }
income-month = За 30 дней: { $amount }
income-ever = За всё время: { $amount }
income-gross = Комиссии вы платите в GOMINING, поэтому суммы указаны до их вычета.
income-gross-some = В некоторые из этих дней вы платили комиссии в GOMINING, поэтому суммы за эти дни указаны до их вычета.
income-net =
    { $count ->
        [1] После вычета комиссий: { $last }
       *[other] После вычета комиссий: последний день { $last }, все дни ({ $count }) { $sum }
    }
income-when = <i>Дата — день добычи по UTC. Суммы в долларах — по сегодняшнему курсу.</i>
income-day = { $day }: { $amount }
days-title = <b>По дням</b>, страница { $page } из { $pages }
days-sum =
    { $count ->
        [one] За { $count } день: <b>{ $amount }</b>
        [few] За { $count } дня: <b>{ $amount }</b>
       *[many] За { $count } дней: <b>{ $amount }</b>
    }
chart-title = Доход по дням
chart-none = дохода нет
chart-average = в среднем { $amount }
export-done =
    { $count ->
        [one] Ваш доход за { $count } день, по строке на каждый майнер и день. Дни по UTC, суммы в BTC.
        [few] Ваш доход за { $count } дня, по строке на каждый майнер и день. Дни по UTC, суммы в BTC.
       *[many] Ваш доход за { $count } дней, по строке на каждый майнер и день. Дни по UTC, суммы в BTC.
    }
export-incomplete = В этом файле не всё: GoMining отдал не весь доход. Выгрузите его ещё раз позже.

## Rates and the calculator

rates-title = <b>Курсы</b>
rates-line = { $symbol }: <b>{ $price }</b>
rates-none = GoMining сейчас не сообщает курсы.
per-th-title = <b>1 TH за один день</b>
per-th-gross = Доход до комиссий: { $usd }
per-th-service = Обслуживание: { $usd }
per-th-electricity = Электроэнергия, за кВт·ч: { $usd }
per-th-net = Чистый доход при 15 W/TH: <b>{ $usd }</b>

calc-how =
    <b>Калькулятор</b>

    Отправьте <code>/calc 100 15</code>: 100 — вычислительная мощность в TH, 15 — энергоэффективность в W/TH (чем меньше, тем лучше). Третье число — ваша скидка на комиссии в процентах: <code>/calc 100 15 20</code>.
calc-wrong =
    Нужны два числа: вычислительная мощность в TH и энергоэффективность в W/TH, например <code>/calc 100 15</code>.

    Пределы: мощность до 10 миллионов TH, эффективность до 1000 W/TH, скидка до 100 %.
calc-title = <b>{ $power } при { $efficiency }</b>, за день
calc-gross = Доход до комиссий: { $usd }
calc-electricity = Электроэнергия: −{ $usd }
calc-service = Обслуживание: −{ $usd }
calc-discount = Скидка { $percent }: +{ $usd }
calc-day = Чистый доход за день: <b>{ $usd }</b> { $btc }
calc-month = За 30 дней: { $usd } { $btc }
calc-year = За 365 дней: { $usd } { $btc }
calc-loses = Комиссии больше дохода. С Reward Protection майнер приостанавливается: нет ни дохода, ни долга.
calc-break-even = По сегодняшним данным майнер приносит больше, чем уходит на комиссии, при эффективности ниже { $efficiency }.
calc-not-charged = Комиссии, которые не взимаются с убыточных майнеров: +{ $usd }
calc-own-unknown = У вас нет майнера с известными мощностью и W/TH, по которому можно посчитать.
calc-no-discount = <i>Без скидки на комиссии.</i>
calc-which = Это можно прочитать по-разному. Что вы имеете в виду?

## The shop

shop-title =
    { $count ->
        [1] <b>Единственный майнер в продаже</b>
       *[other] <b>Майнеры в продаже, { $first }–{ $last } из { $count }</b>
    }
shop-none = GoMining сейчас не предлагает майнеров на продажу.
shop-offer = <b>{ $power } · { $efficiency }</b>
shop-price = { $usd } или { $stars }
shop-stars =
    { $count ->
        [one] { $stars } звезда
        [few] { $stars } звезды
       *[many] { $stars } звёзд
    }
shop-net = чистый доход за день: { $usd }
shop-nothing = чистый доход за день: ничего (комиссии больше дохода)
shop-payback =
    { $count ->
        [one] окупаемость: около { $days } дня
        [few] окупаемость: около { $days } дней
       *[many] окупаемость: около { $days } дней
    }
shop-payback-never = окупаемость: никогда по сегодняшним данным
shop-stars-cost = Если покупать звёзды Telegram в магазине приложений, они обойдутся дороже, чем цена в долларах.
shop-no-discount = Чистый доход без скидки на комиссии.

## Orders

invoice-title = Майнер, { $power }
invoice-about = Цифровой биткоин-майнер на { $power } с { $efficiency } для вашего аккаунта GoMining.
order-title = <b>Заказ { $code }</b>
order-what = Майнер: { $power } · { $efficiency }
order-price = Цена: { $stars } ({ $usd })
order-quoted = GoMining готовит заказ. Это займёт несколько секунд.
order-awaiting = Можно оплатить. Цена действует десять минут.
order-paid = Оплачено. Запрашиваем майнер у GoMining.
order-fulfilling = Оплачено. GoMining создаёт майнер.
order-unknown = Оплачено. GoMining ещё не ответил, поэтому мы сами спросим снова. Ваши деньги в безопасности: придёт майнер, или решение примет человек.
order-review = Оплачено. Заказ проверит человек и примет решение. Вам ничего делать не нужно.
order-done = Готово: майнер в вашем портфеле.
order-failed = GoMining не принял этот заказ. Оплаченное вернётся к вам.
order-expired = Заказ не был оплачен вовремя и завершён.
order-cancelled = Отменён до оплаты.
payment-late =
    { $count ->
        [one] { $stars } звезда пришла после завершения заказа и вернётся к вам.
        [few] { $stars } звезды пришли после завершения заказа и вернутся к вам.
       *[many] { $stars } звёзд пришли после завершения заказа и вернутся к вам.
    }
payment-surplus =
    { $count ->
        [one] { $stars } звезда оплачена лишний раз и вернётся к вам.
        [few] { $stars } звезды оплачены лишний раз и вернутся к вам.
       *[many] { $stars } звёзд оплачены лишний раз и вернутся к вам.
    }
payment-refunding =
    { $count ->
        [one] { $stars } звезда возвращается к вам.
        [few] { $stars } звезды возвращаются к вам.
       *[many] { $stars } звёзд возвращаются к вам.
    }
payment-refunded =
    { $count ->
        [one] { $stars } звезда возвращена вам.
        [few] { $stars } звезды возвращены вам.
       *[many] { $stars } звёзд возвращены вам.
    }
payment-charged-back =
    { $count ->
        [one] { $stars } звезду отозвал Telegram или магазин, в котором она куплена.
        [few] { $stars } звезды отозвал Telegram или магазин, в котором они куплены.
       *[many] { $stars } звёзд отозвал Telegram или магазин, в котором они куплены.
    }
button-pay =
    { $count ->
        [one] Оплатить { $stars } звезду
        [few] Оплатить { $stars } звезды
       *[many] Оплатить { $stars } звёзд
    }
button-order-open = Открыть в приложении
receipt-refused = GoMining не принял этот заказ. Вы ничего не заплатили.
receipt-valid = Оплатите до { $time }.
receipt-got = ID вашего майнера: { $id }.
receipt-got-named = Ваш майнер: { $name }, ID { $id }.
receipt-step = <i>{ $time }: { $state }</i>
state-quoted = заказан
state-awaiting = ждёт оплаты
state-paid = оплачен
state-fulfilling = создаётся
state-unknown = ждём ответа GoMining
state-review = проверяет человек
state-done = готов
state-failed = GoMining отказал
state-expired = не оплачен вовремя
state-cancelled = отменён
orders-title = <b>Ваши заказы</b>
orders-none = У вас пока нет заказов.
orders-miner = { $power } · { $efficiency }
orders-line = <b>{ $code }</b> · { $what }
orders-state = { $state }, { $time }
orders-missing = У вас нет такого заказа.
orders-cancelled = Заказ { $code } отменён. Вы ничего не заплатили.

## Buying

buy-title = <b>Ваш заказ</b>
buy-terms = Нажимая «Принять условия и заказать», вы принимаете условия продажи версии { $version } и подтверждаете, что вам есть 18 лет.
buy-no-telegram = Вы покупаете у оператора этого бота. Telegram и его поддержка не могут помочь с этой покупкой: для этого есть /paysupport.
buy-open = У вас есть открытый заказ на этот майнер. Его можно оплатить или отменить.
buy-made = Заказ { $code } создан. Его сообщение появится через мгновение: в нём указано, как оплатить, и виден каждый шаг.
buy-refused-not-selling = Сейчас здесь ничего не продаётся.
buy-refused-account-unknown = GoMining не сообщил нам, какой аккаунт ваш, поэтому заказать для него ничего нельзя. Войдите снова.
buy-refused-offer-gone = Этот майнер больше не продаётся.
buy-refused-price-changed = Цена изменилась. Посмотрите ещё раз:
buy-refused-terms-needed = Условия продажи изменились. Прочитайте и примите их ещё раз:
buy-refused-over-order-limit = Этот майнер стоит больше, чем можно потратить на один заказ. Предел: { $stars }.
buy-refused-over-first-order-limit = Для первого заказа это слишком много. Пока у вас нет первого майнера, доступно: { $stars }.
buy-refused-over-user-limit = За 21 день здесь можно потратить не больше заданного предела. Сейчас доступно: { $stars }.
buy-refused-cannot-cancel = Этот заказ оплачен или завершён, поэтому отменить его нельзя.
buy-refused-key-reused = Эта кнопка уже использована. Начните снова в магазине.
terms = <b>Условия продажи</b>, версия { $version }

payment-received = Ваш платёж получен, мы его записываем. Заказ продолжится сам в течение нескольких минут, вам ничего делать не нужно.
pay-refused-not-selling = Сейчас здесь ничего не продаётся.
pay-refused-order-unknown = Такого заказа больше нет.
pay-refused-order-over = Этот заказ завершён. Пожалуйста, закажите снова.
pay-refused-other-payer = Заказ может оплатить только тот, кто его сделал.
pay-refused-wrong-amount = Сумма не совпадает с заказом. Пожалуйста, закажите снова.
pay-refused-unavailable = Сейчас мы не можем принять оплату. Попробуйте через минуту.

## The notice beside every projected net income, in chat and page

projection-notice = Это оценка по данным на { $time }, а не обещание. Предполагается, что курс биткоина, сложность майнинга и комиссии останутся такими же, как тогда. Они меняются каждый день: майнер может приносить меньше или ничего и может никогда не окупиться.

## VIP levels

vip-title = <b>VIP-уровни</b>
vip-none = GoMining сейчас не сообщает уровни.
vip-level = { $level }
vip-level-own = <b>▸ { $level } (вы)</b>
vip-from = от { $power }
vip-fees = комиссии −{ $percent }
vip-card = карта { $percent }
vip-travel = поездки { $percent }
vip-own-power = Ваша мощность: { $power }.
vip-next = До уровня { $level } нужно ещё { $power }.
vip-cashback = Карта и поездки — это кешбэк. Он выплачивается в TH и увеличивает мощность одного из ваших майнеров. Уровень повышают и голоса (veGOMINING); здесь учтена только мощность.

inline-rates = Курсы
inline-calc = { $power } при { $efficiency }
inline-net = Чистый доход за день: { $usd }
inline-login = Войдите, чтобы видеть курсы

## Wallet

wallet-title = <b>Кошелёк</b>
wallet-ton = <b>Вход выполнен с кошельком</b>
    <code>{ $address }</code>
wallet-none = <b>Вход выполнен без кошелька</b>
wallet-no-address = Адрес для выплат ещё не указан.
bind-ask =
    <b>Адрес для выплат</b>

    Вставьте свой биткоин-адрес (основная сеть: начинается с bc1, 1 или 3). Бот проверит его и покажет ещё раз, прежде чем что-либо изменится.
bind-once-more = Отправьте другой адрес или /cancel.
bind-confirm =
    Это ваш адрес? Сверьте каждый блок: выплаты на неверный адрес будут потеряны.

    <code>{ $address }</code>

    <code>{ $blocks }</code>
bind-replaces = Он заменит { $address }.
bind-same =
    Это уже ваш адрес для выплат:

    <code>{ $address }</code>

    Подтвердите, чтобы отправить его в GoMining ещё раз.
bind-done =
    Готово. GoMining отправляет выплаты на адрес

    <code>{ $address }</code>
bind-over = Форма закрыта. Начните заново: /wallet
address-empty = Отправьте биткоин-адрес текстом.
address-too-long = Этот текст слишком длинный для биткоин-адреса.
address-private-key = Похоже на приватный ключ или сид-фразу. Никому их не сообщайте, в том числе этому боту. Бот попытался удалить ваше сообщение. Убедитесь, что его больше нет.
address-lightning = Это для Lightning. Нужен обычный биткоин-адрес.
address-spaces = В биткоин-адресе нет пробелов и переносов строк. Скопируйте его ещё раз.
address-testnet = Это биткоин-адрес тестовой сети. Нужен адрес основной сети.
address-other-coin = Это адрес другой монеты. Отправленные на него биткоины будут потеряны.
address-mixed-case = В адресе смешаны строчные и заглавные буквы. Скопируйте его ещё раз.
address-checksum = Контрольная сумма не сходится: в адресе опечатка или он неполный. Скопируйте его ещё раз.
address-witness-version = Такой тип адресов в сети Bitcoin пока не используется. Отправленные на него биткоины могут быть потеряны.
address-not-an-address = Это не биткоин-адрес.
address-silent-payment = Это адрес для тихих платежей (silent payments). Нужен обычный биткоин-адрес: он начинается с bc1, 1 или 3.
address-unfinished = Адрес не закончен: в конце не хватает символов или один введён неверно. Скопируйте его ещё раз.
secret-seen = В этом сообщении сид-фраза или приватный ключ. Кто их знает, может забрать всё из этого кошелька. Никому их не отправляйте, в том числе этому боту.
secret-deleted = Ваше сообщение удалено.
secret-not-deleted = <b>Сообщение удалить не удалось. Удалите его сейчас же, у обеих сторон.</b>
secret-what-now =
    Что делать: если это ваш кошелёк, создайте новый и переведите туда монеты. Здесь сид-фраза и ключ не нужны: ни для входа, ни для выплат.

## Почта для восстановления

recovery-offer =
    <b>Почта для вашего аккаунта?</b>

    Ваш аккаунт GoMining привязан только к этому аккаунту Telegram. Если вы его потеряете, GoMining сможет вернуть вам майнеры по адресу электронной почты. Мы передадим адрес GoMining и не будем его хранить.
recovery-ask = Пришлите адрес электронной почты. Я передам его GoMining и удалю ваше сообщение.
recovery-wrong = Это не адрес электронной почты. Пришлите ещё раз или отправьте /cancel.
recovery-given = Теперь у GoMining есть ваш адрес электронной почты.
recovery-declined = Хорошо, без почты. Добавить её можно позже в настройках.
recovery-not-needed = Этому аккаунту почта не нужна: вернуться к нему поможет кошелёк.
recovery-deleted = Ваше сообщение удалено.
recovery-not-deleted = Не удалось удалить ваше сообщение. Пожалуйста, удалите его сами.

## Settings, leaving

settings =
    <b>Настройки</b>

    Язык чата и приложения:
language = Русский
language-chosen = ✓ Русский
language-toast = Язык: русский
logout-ask = Выйти из аккаунта GoMining? Майнеры продолжат работать, а войти снова можно в любой момент.
logout-done = Вы вышли из аккаунта GoMining.
logout-nobody = Вы не входили в аккаунт.
delete-ask =
    <b>Удалить все данные о вас?</b>

    Будут удалены ваш вход, адрес кошелька, язык, незаконченные формы и ожидающие уведомления. Заказы и платежи, если они есть, останутся как записи без вашего Telegram ID: /privacy

    Аккаунт GoMining, майнеры и доход не изменятся: они хранятся в GoMining. Этот чат останется в Telegram, его можно удалить там.
delete-done = Всё удалено. Начать заново: /start
cancel-done = Отменено. Ничего не изменилось.
cancel-nothing = Отменять нечего.
privacy =
    <b>Конфиденциальность</b>

    Мы храним ваш Telegram ID, язык, сеанс GoMining (в зашифрованном виде) с адресом TON-кошелька, число последних запросов, ещё не отправленные уведомления, а также 400 дней — дайджесты (их нельзя прочитать) кошельков и устройств, с которых вы входили, чтобы предупредить вас о новом.

    Если приложение ведёт список участников, в нём также есть: когда и по какой ссылке вы пришли впервые, может ли бот вам писать, номер вашего аккаунта GoMining, указали ли вы почту для восстановления или отказались (но не сама почта) и дайджесты ваших адресов TON и Bitcoin.

    Майнеры и доход мы запрашиваем у GoMining, когда вы их открываете, и не храним копий. Мы не продаём и не передаём ваши данные.

    О покупках здесь мы храним заказы и платежи, аккаунт GoMining, который получает майнер, и ваше согласие с условиями. Ваши вопросы об оплате с нашими ответами удаляются вместе с вашими данными. После удаления в записях о заказах больше нет вашего Telegram ID. Кто платил, остаётся в зашифрованном виде ещё { $days ->
        [one] { $days } день
        [few] { $days } дня
       *[many] { $days } дней
    } после платежа — на случай возврата или спора. Сами записи удаляются через { $years ->
        [one] { $years } год
        [few] { $years } года
       *[many] { $years } лет
    } после завершения заказа. Аккаунт GoMining остаётся: удалить его может только GoMining.

    /delete_me удаляет всё остальное сразу. Пока есть незавершённый заказ, удаление невозможно.
paysupport = Бот ничего не продаёт и не принимает платежи, поэтому возвращать здесь нечего. По вопросам о покупках в GoMining обратитесь в поддержку GoMining.
paysupport-contact = Другие вопросы: { $contact }
paysupport-title = <b>Вопросы об оплате</b>
paysupport-choose = О каком заказе речь?
paysupport-ask-any = Напишите нам здесь, и вам ответит человек.
paysupport-write-order = О заказе { $code }.
paysupport-write = Напишите вопрос одним сообщением. Никогда не отправляйте пароль или сид-фразу.
paysupport-asked = Номер вашего вопроса: { $case }. Человек ответит здесь, в этом чате.
paysupport-about = Речь о заказе { $code }.
paysupport-too-many = Вы уже много написали. Дождитесь нашего ответа.
paysupport-answer = <b>Ответ на ваш вопрос { $case }</b>
support-contact = Контакт: { $contact }
support-orders = Вопросы о заказе или оплате: /paysupport
support-none = Оператор этого бота не указал контакт.

## Notifications

news-logged-in = Вы вошли с кошельком { $wallet }. Добро пожаловать!
news-started = Вы вошли без кошелька. Добро пожаловать!
news-logged-out = Вы вышли из аккаунта GoMining.
news-expired = Сеанс GoMining завершён. Время от времени это происходит. Чтобы продолжить, войдите снова.
notice-payout =
    <b>Адрес для выплат изменён</b>

    Теперь GoMining отправляет ваш доход на адрес
    <code>{ $address }</code>
notice-login =
    <b>Вход с нового кошелька или устройства</b>

    Кошелёк: <code>{ $address }</code>
    Приложение: { $device }
notice-login-start =
    <b>Вход без кошелька</b>

    Приложение: { $device }
notice-deleted =
    <b>Ваши данные здесь удалены</b>

    Вход, адрес кошелька и настройки, которые хранил этот бот, удалены. Ваш аккаунт GoMining не изменился.
notice-advice = Если это сделали вы, ничего делать не нужно. Если нет, нажмите кнопку.
not-me-done = Вы вышли из аккаунта во всём боте и приложении. Завершите чужие сеансы в Telegram: Настройки → Устройства.
not-me-payout = В GoMining всё ещё указан новый адрес для выплат. Войдите снова и измените его.
not-me-contact = Затем напишите оператору этого бота: { $contact }
not-me-operator = Затем свяжитесь с оператором этого бота.

## When something goes wrong

error-login = Сначала войдите в аккаунт.
error-expired = Сеанс завершён. Войдите снова.
error-refused = GoMining больше не принимает ваш сеанс. Войдите снова.
error-wallet-needed = Для этого подключите TON-кошелёк на экране «Кошелёк» в приложении.
error-order-open = У вас есть незавершённый заказ. Отмените его или дождитесь завершения и попробуйте снова.
error-link-invalid = Эта ссылка здесь не действует. Откройте бота без неё или попросите новую там, где её получили.
error-link-expired = Срок действия ссылки истёк. Попросите новую там, где её получили.
error-link-taken = Этой ссылкой уже воспользовался кто-то другой, или вы раньше использовали другую. Обратитесь туда, где её получили.
link-done = Ваш аккаунт GoMining здесь известен. Нажмите кнопку, чтобы открыть его.
error-way = Этот способ входа здесь не предлагается.
error-timeout = GoMining не ответил вовремя. Попробуйте ещё раз.
error-down = GoMining сейчас недоступен. Попробуйте через несколько минут.
error-broken = У GoMining технические неполадки. Попробуйте через несколько минут.
error-unreadable = Не удалось прочитать ответ GoMining. Ошибка записана в журнал. Попробуйте позже.
error-busy =
    { $seconds ->
        [one] GoMining просит сделать паузу. Попробуйте через { $seconds } секунду.
        [few] GoMining просит сделать паузу. Попробуйте через { $seconds } секунды.
       *[many] GoMining просит сделать паузу. Попробуйте через { $seconds } секунд.
    }
error-not-allowed = GoMining не разрешает это действие для вашего аккаунта. Если это ошибка, обратитесь в поддержку GoMining.
error-invalid = GoMining не принял этот запрос. Ничего не изменилось. Проверьте данные и попробуйте ещё раз.
error-figures = GoMining предоставляет не все нужные для этого данные. Попробуйте позже.
error-storage = Наша база данных сейчас недоступна. Попробуйте через минуту.
error-export-too-large = Этот файл слишком велик для Telegram. Сохраните его в приложении: «Доход», затем кнопка вверху.
error-export-busy = Файл уже готовится. Повторите через { $seconds } с.
error-slow = Это заняло слишком много времени. Попробуйте ещё раз.
error-internal = На нашей стороне произошла ошибка. Она записана в журнал. Попробуйте ещё раз.
error-reference = Номер для оператора: { $reference }
error-old-button = Кнопка устарела. Вот актуальное меню:
button-outdated = Кнопка устарела.
too-fast = Пожалуйста, по одному сообщению. Скоро отвечу снова.

### Page

## Around every screen

page-overview = Портфель
page-miners = Майнеры
page-income = Доход
page-wallet = Кошелёк
page-shop = Магазин
page-calculator = Калькулятор
page-calculator-note = Курсы, комиссии и чистый доход
page-incentives = VIP-уровни
page-incentives-note = Ваш уровень и его преимущества
page-settings = Настройки
page-sections = Разделы
page-as-of = Данные на { $time }
page-as-of-stale = GoMining не отвечает. Данные на { $time }
page-loading = Загрузка
page-close = Закрыть
page-done = Готово
page-continue = Продолжить
page-sat = sat
page-offline = Нет соединения
page-offline-since = Нет соединения. Данные на { $time }

## Before the login

page-welcome = Ваши майнеры GoMining в Telegram
page-welcome-text = Подключите TON-кошелёк, к которому привязан ваш аккаунт GoMining.
page-point-income = Доход за каждый день
page-point-income-text = По дням и по майнерам, после вычета комиссий, в биткоинах и долларах.
page-point-payout = Выплаты на ваш адрес
page-point-payout-text = Укажите биткоин-адрес. Он проверяется, прежде чем что-либо изменится.
page-point-safe = Подпись, а не платёж
page-point-safe-text = Из кошелька ничего не уходит, и никто не спрашивает сид-фразу.
page-connect = Подключить кошелёк
page-connect-again = Подключить снова
page-start = Начать без кошелька
page-checking = Проверяем подпись
page-outside = Откройте приложение в Telegram
page-outside-text = Это мини-приложение Telegram. Оно работает, только если открыть его из Telegram.
page-open-bot = Открыть бота
page-reopen = Откройте приложение заново

## Portfolio

page-net-on = Чистый доход за { $day }
page-week = 7 дней
page-month = 30 дней
page-ever = За всё время
page-change = По сравнению с предыдущим днём
page-more-than-before = больше, чем за предыдущий день, на
page-less-than-before = меньше, чем за предыдущий день, на
page-chart =
    { $count ->
        [one] Доход за { $count } день. Выберите день клавишами со стрелками.
        [few] Доход за { $count } дня. Выберите день клавишами со стрелками.
       *[many] Доход за { $count } дней. Выберите день клавишами со стрелками.
    }
page-power = Мощность
page-efficiency = Эффективность
page-efficiency-note = Чем меньше, тем лучше
page-balances = Балансы
page-bind-first = Укажите адрес для выплат
page-bind-first-note = Нужен для получения выплат
page-no-income = Пока ничего не добыто
page-no-income-text = Первый день появится здесь на следующее утро (UTC).
page-no-miners = Майнеров пока нет
page-no-miners-text = Новые майнеры в вашем аккаунте появятся здесь.
page-nothing-here = Здесь пока пусто

## Miners

page-miner = Майнер
page-miners-count =
    { $count ->
        [one] { $count } майнер
        [few] { $count } майнера
       *[many] { $count } майнеров
    }
page-net = Чистый доход
page-miner-unknown = Майнер не найден
page-miner-unknown-text = В вашем аккаунте нет этого майнера.
page-facts = Характеристики
page-level = Уровень
page-status = Статус
page-status-active = Работает
page-status-inactive = Не работает
page-status-pending = В ожидании
page-status-listed = Продаётся
page-since = Создан
page-number = ID майнера
page-at-todays-figures = Чистый доход по сегодняшним данным
page-a-day = За день
page-30-days = 30 дней
page-365-days = 365 дней

## Income

page-period = Период
page-period-7 = 7 дней
page-period-30 = 30 дней
page-period-90 = 90 дней
page-period-all = Всё
page-all-miners = Все майнеры
page-days =
    { $count ->
        [one] { $count } день
        [few] { $count } дня
       *[many] { $count } дней
    }
page-days-so-far =
    { $count ->
        [one] Загружен { $count } день
        [few] Загружено { $count } дня
       *[many] Загружено { $count } дней
    }
page-days-utc = Дата — день добычи по UTC. Суммы в долларах — по сегодняшнему курсу.
page-day-price = Суммы в долларах — по курсу биткоина в тот день.
page-btc-was = 1 BTC = { $usd }
page-pool-reward = Награда пула
page-electricity = Электроэнергия
page-electricity-watt = Электроэнергия, за W/TH
page-service = Обслуживание
page-discount = Скидка
page-gross = Доход до комиссий
page-paid-in-gomining = Комиссии оплачены в GOMINING, поэтому сумма указана до их вычета.
page-protected = Reward Protection: комиссии были больше дохода, поэтому майнер был приостановлен.
page-csv = Сохранить файл CSV
page-xlsx = Сохранить файл Excel

## Calculator

page-net-per-day = Чистый доход за день
page-discount-on-fees = Скидка на комиссии
page-figure-wrong = Введите число от { $least } до { $most }.
page-break-even = Точка безубыточности
page-break-even-price = Курс биткоина
page-break-even-price-note = Ниже этого курса комиссии больше дохода
page-rates = Курсы
page-per-th = 1 TH за один день

## Shop

page-see-shop = Посмотреть майнеры в продаже
page-shop-budget = Что можно купить за ваши деньги?
page-shop-everything = Всё
page-shop-other = Другая…
page-shop-nothing = Самый дешёвый майнер стоит { $usd }
page-shop-view = Вид
page-shop-cards = Карточки
page-shop-table = Таблица
page-shop-by-price = Сначала дешёвые
page-shop-by-payback = Сначала с короткой окупаемостью
page-shop-lowest = Самая низкая цена за TH
page-shop-per-th = { $usd } за TH
page-shop-earns-nothing = Ничего
page-shop-price = Цена
page-shop-payback = Окупаемость
page-shop-never = Никогда
page-shop-unknown = Не продаётся
page-shop-buy =
    { $count ->
        [one] Купить за { $stars } звезду
        [few] Купить за { $stars } звезды
       *[many] Купить за { $stars } звёзд
    }

## Orders

page-open-orders = открытые заказы
page-orders = Заказы
page-orders-none = Заказов пока нет
page-orders-none-text = Здесь будет всё, что вы купите в магазине, с состоянием заказа.
page-review = Проверьте заказ
page-review-pay = К оплате
page-review-valid =
    { $count ->
        [one] После оформления цена действует { $count } минуту.
        [few] После оформления цена действует { $count } минуты.
       *[many] После оформления цена действует { $count } минут.
    }
page-review-receive = Вы получите
page-review-where = В вашем аккаунте GoMining, обычно через несколько минут после оплаты
page-review-net = Чистый доход за день
page-review-terms = Условия
page-review-agree = Мне есть 18 лет, и я принимаю условия
page-review-read = Прочитать условия
page-review-telegram = Продавец — оператор этого приложения. Telegram не может помочь с покупками здесь: пишите в нашу поддержку.
page-refused-not-selling = Сейчас здесь ничего не продаётся. Зайдите позже.
page-refused-account = GoMining не сообщил нам, какой аккаунт ваш. Выйдите и войдите снова.
page-refused-gone = Этот майнер больше не продаётся. Выберите другой в магазине.
page-refused-price = Цена изменилась. Проверьте её ещё раз.
page-refused-terms = Условия изменились. Прочитайте и примите их ещё раз.
page-refused-one = Это больше, чем может стоить один заказ.
page-refused-first = Это больше, чем может стоить первый заказ. После первого майнера лимит выше.
page-refused-period = Это больше, чем здесь можно потратить за 21 день.
page-refused-most = Сейчас возможно не больше: { $stars }.
page-refused-cancel = Заказ уже оплачен или завершён, его нельзя отменить.
page-refused-again = Проверьте заказ ещё раз.
page-refused-unknown = Такого заказа больше нет.
page-order = Заказ
page-order-title = Заказ { $code }
page-order-quoted = Готовится
page-order-awaiting = Можно оплатить
page-order-awaiting-text = Оплата проходит в Telegram звёздами. Без вашего подтверждения ничего не спишется.
page-order-paid = Оплачено
page-order-fulfilling = Майнер создаётся
page-order-unknown = Ждём ответа GoMining
page-order-review = Проверяет человек
page-order-done = В вашем портфеле
page-order-failed = Майнер не создан
page-order-expired = Не оплачен вовремя
page-order-cancelled = Отменён
page-order-step-placed = Заказ оформлен
page-order-step-ready = Готов к оплате
page-order-step-paid = Оплата
page-order-step-making = GoMining создаёт майнер
page-order-step-there = В вашем портфеле
page-order-made = готово
page-order-left = Цена действует ещё { $time }
page-order-left-none = Цена больше не действует
page-order-checking = Проверяем оплату…
page-order-said-paid = Telegram сообщает, что заказ оплачен. Ждём поступления: пожалуйста, не платите второй раз.
page-order-said-failed = Telegram сообщает, что оплата не прошла. Если звёзды всё же списаны, это будет видно здесь в течение минуты. Иначе попробуйте снова.
page-order-payments = Платежи
page-order-receipt = Приложение можно закрыть. Бот напишет вам в чат.
page-order-no-receipt = Боту нельзя вам писать, поэтому чеки не придут в чат. Заказ можно найти здесь.
page-order-code = Код заказа
page-order-copy = Скопировать код заказа
page-order-copied = Скопировано
page-order-help = Что-то не так?
page-order-portfolio = К портфелю
page-order-again = Узнать новую цену
page-order-cancel = Отменить заказ
page-order-cancel-text = Ещё ничего не оплачено. Заказ завершится, заказать снова можно в любой момент.
page-order-cancel-no = Оставить

## VIP levels

page-your-level = Ваш уровень
page-by-power = для вашей мощности { $power }
page-way-to = Прогресс до уровня { $level }
page-levels = Все уровни
page-from = От
page-fees = Скидка
page-card = Карта
page-travel = Поездки

## Wallet

page-payout = Адрес для выплат
page-payout-none = Адрес для выплат не указан. Доход остаётся на балансе GoMining.
page-payout-now = Текущий адрес для выплат
page-payout-done = Адрес указан
page-payout-done-text = Теперь GoMining отправляет выплаты на этот адрес.
page-login = Вход
page-ton-wallet = TON-кошелёк
page-no-wallet = Без кошелька
page-switch-text = Это может быть другой аккаунт GoMining. Майнеры останутся на месте.
page-logged-in-since = с { $day }
page-bitcoin-address = Биткоин-адрес
page-address-hint = Адрес основной сети начинается с bc1, 1 или 3. Вы подтвердите его на следующем экране.
page-address-empty = Введите, вставьте или отсканируйте адрес.
page-address-typing = Продолжайте вводить…
page-address-good = Это действительный биткоин-адрес.
page-address-testnet = Это адрес тестовой сети. Нужен адрес основной сети.
page-address-checksum = Контрольная сумма не сходится: символ пропущен или введён неверно.
page-address-key = Это ключ, а не адрес. Никому его не сообщайте.
page-address-lightning = Это для Lightning. Нужен обычный биткоин-адрес.
page-address-other = Это не биткоин-адрес.
page-address-silent = Это адрес для тихих платежей (silent payments). Нужен обычный биткоин-адрес.
page-address-spaces = В адресе нет пробелов и переносов строк. Скопируйте его ещё раз.
page-address-version = Такой тип адресов в сети Bitcoin пока не используется. Отправленные на него биткоины могут быть потеряны.
page-address-mixed-case = В адресе смешаны строчные и заглавные буквы. Скопируйте его ещё раз.
page-address-coin = Это адрес другой монеты. Отправленные на него биткоины будут потеряны.
page-address-long = Этот текст слишком длинный для биткоин-адреса.
page-address-unfinished = Адрес не закончен: в конце не хватает символов или один введён неверно.
page-paste = Вставить
page-paste-nothing = Буфер обмена пуст или недоступен. Нажмите на поле и удерживайте, затем выберите «Вставить».
page-scan = Сканировать
page-scan-text = QR-код вашего биткоин-адреса
page-compare = Это ваш адрес?
page-compare-text = Сверьте каждый блок. Выплаты на неверный адрес будут потеряны.
page-replaces = Он заменит { $address }.
page-edit = Изменить

## Settings

page-language = Язык
page-unit = Показывать суммы в
page-your-data = Ваши данные
page-logout = Выйти
page-logout-text = Майнеры продолжат работать, а войти снова можно в любой момент.
page-delete = Удалить мои данные
page-delete-text = Здесь будут удалены ваш вход, адрес кошелька и язык. Записи о покупках останутся без вашего Telegram ID. Аккаунт GoMining, майнеры и доход останутся в GoMining.
page-email = Почта для восстановления
page-email-text = Ваш аккаунт GoMining привязан только к этому аккаунту Telegram. Если вы его потеряете, GoMining сможет вернуть вам майнеры по адресу электронной почты. Мы передадим адрес GoMining и не будем его хранить.
page-email-label = Адрес электронной почты
page-email-give = Указать почту
page-email-decline = Нет, спасибо
page-email-given = Теперь у GoMining есть ваш адрес электронной почты.
page-email-declined = Хорошо, без почты. Добавить её можно позже в настройках чата.
page-email-wrong = Это не адрес электронной почты.
page-email-not-needed = Этому аккаунту почта не нужна.
page-privacy =
    Мы храним ваш Telegram ID, язык, сеанс GoMining (в зашифрованном виде) с адресом TON-кошелька, число последних запросов, ещё не отправленные уведомления, а также 400 дней — дайджесты (их нельзя прочитать) кошельков и устройств, с которых вы входили, чтобы предупредить вас о новом.

    Если приложение ведёт список участников, в нём также есть: когда и по какой ссылке вы пришли впервые, может ли бот вам писать, номер вашего аккаунта GoMining, указали ли вы почту для восстановления или отказались (но не сама почта) и дайджесты ваших адресов TON и Bitcoin.

    Майнеры и доход мы запрашиваем у GoMining, когда вы их открываете, и не храним копий на своих серверах. Это устройство хранит последние данные, чтобы показать их сразу; при выходе они удаляются.

    Мы не продаём и не передаём ваши данные, и никто посторонний ничего о вас не получает, пока вы не выберете кошелёк.

    О покупках здесь мы храним заказы и платежи, аккаунт GoMining, который получает майнер, и ваше согласие с условиями. Ваши вопросы об оплате с нашими ответами удаляются вместе с вашими данными. После удаления в записях о заказах больше нет вашего Telegram ID. Кто платил, остаётся в зашифрованном виде ещё { $days ->
        [one] { $days } день
        [few] { $days } дня
       *[many] { $days } дней
    } после платежа — на случай возврата или спора. Сами записи удаляются через { $years ->
        [one] { $years } год
        [few] { $years } года
       *[many] { $years } лет
    } после завершения заказа. Аккаунт GoMining остаётся: удалить его может только GoMining.

    Кнопка «Удалить мои данные» в настройках удаляет всё остальное сразу. Пока есть незавершённый заказ, удаление невозможно.

## When something goes wrong

page-error-reopen = Данные входа из Telegram устарели. Закройте приложение и откройте его снова.
page-error-reopen-to-act = Для защиты вашего аккаунта это можно сделать только в течение 15 минут после открытия приложения. Закройте его и откройте снова.
page-error-offline = Нет соединения. Проверьте подключение к сети.
page-error-too-many =
    { $seconds ->
        [one] Слишком много запросов. Подождите { $seconds } секунду.
        [few] Слишком много запросов. Подождите { $seconds } секунды.
       *[many] Слишком много запросов. Подождите { $seconds } секунд.
    }
page-error-partner-refused = GoMining отклонил этот запрос. Попробуйте позже.
page-error-busy = Предыдущий запрос ещё выполняется. Подождите немного.
page-error-refused = Кошелёк отклонил запрос. Ничего не изменилось. Подключить его снова можно в любой момент.
page-error-no-proof = Кошелёк не подписал вход. Подключите его снова и подтвердите или используйте другой кошелёк.
page-error-network = Кошелёк работает в тестовой сети. Переключите его на основную сеть и подключите снова.
page-error-proof-expired = Вход занял слишком много времени. Подключите кошелёк снова.
page-error-clock = Часы вашего устройства спешат. Исправьте время и подключите кошелёк снова.
page-error-proof = Не удалось проверить подпись кошелька. Подключите его снова.
page-error-unknown-wallet = Этот тип кошелька пока не поддерживается. Используйте другой.
page-error-payload = Запрос GoMining на вход слишком длинный для кошельков. Обратитесь в поддержку.
page-error-unknown = Что-то пошло не так. Попробуйте ещё раз.
page-error-id = Для поддержки: { $id }
page-error-outdated = Приложение обновилось на сервере. Загрузите его заново.
page-error-wait = Слишком много запросов подряд. Подождите немного.
page-error-pause = GoMining просит сделать короткую паузу. Повторите попытку чуть позже.
page-error-not-found = Не найдено. Возможно, срок действия истёк.
page-error-forbidden = Для вашего аккаунта это недоступно.
page-error-operator = На сервере это не настроено. Сообщите оператору бота.
page-error-ton-api = Сейчас не удалось проверить этот кошелёк в блокчейне TON. Попробуйте ещё раз через минуту.
page-error-wallet-incomplete = Кошелёк передал не все данные, нужные GoMining. Обновите его или выберите другой.
page-try-in =
    { $seconds ->
        [one] Повторите через { $seconds } секунду.
        [few] Повторите через { $seconds } секунды.
       *[many] Повторите через { $seconds } секунд.
    }
page-not-refreshed = Не удалось обновить данные.
page-reload = Перезагрузить
page-screen-missing = Не удалось загрузить экран
page-screen-missing-text = Проверьте соединение и повторите попытку.
page-crash = Не удалось показать экран
page-crash-text = Возможно, сохранённые на устройстве данные не читаются. Сброс удалит их и загрузит приложение заново; в GoMining ничего не изменится.
page-reset = Сбросить и перезагрузить
page-days-of =
    { $wanted ->
        [one] Пока { $count } из { $wanted } дня
        [few] Пока { $count } из { $wanted } дней
       *[many] Пока { $count } из { $wanted } дней
    }
page-error-binding-refused = GoMining не принял этот адрес. Ничего не изменилось.
page-credited = Начислено
page-credited-on = Начислено за { $day }
page-net-discount = С вашей последней скидкой { $percent }.
page-net-no-discount = Без скидки: она пока неизвестна.
page-net-latest = Чистый доход по сегодняшним данным с вашей последней скидкой. Фактический доход — в разделе «Доход».
page-net-partly = За некоторые дни комиссии неизвестны: такие дни учтены так, как их начислил GoMining.
page-net-of-gomining = Комиссии уплачены в GOMINING. Чистый доход — начисленная сумма за вычетом их стоимости в BTC.
page-total-credited = За всё время — сумма, начисленная GoMining, до комиссий, уплаченных в GOMINING.
page-not-charged = Комиссии, которые не взимаются с убыточных майнеров
