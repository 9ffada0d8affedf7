# Слова чата и мини-приложения. Fluent: https://projectfluent.org
#
# Сообщения чата написаны в HTML Телеграма: <b>, <i>, <code>. Числа, даты и имена приходят уже
# готовыми и безопасными; числа, от которых зависит форма слова, приходят числами.

### The chat

## Commands, as Telegram lists them (up to 256 characters, plain)

command-status = Весь портфель одним сообщением
command-miners = Ваши майнеры
command-income = Сколько они добыли, с графиком
command-wallet = Балансы и адрес для выплат
command-rates = Курсы на сегодня
command-calc = Рассчитать доход
command-incentives = VIP-уровни и кешбэк
command-export = Доход в файле CSV
command-login = Войти через кошелёк TON
command-settings = Язык и прочее
command-help = Что умеет бот
command-logout = Выйти
command-delete-me = Удалить все данные о вас
command-privacy = Что мы о вас храним
command-paysupport = Вопросы об оплате
command-cancel = Отменить начатое

## The bot’s profile

profile-short = Ваши майнеры GoMining, доход и адрес для выплат — в Телеграме.
profile-description =
    Смотрите, сколько приносят ваши майнеры GoMining, считайте доход наперёд и укажите адрес для выплат.

    Вход — через кошелёк TON. Бот никогда не спрашивает пароль или сид-фразу.
profile-menu = Открыть

## Buttons (plain)

button-status = Портфель
button-miners = Майнеры
button-income = Доход
button-wallet = Кошелёк
button-rates = Курсы
button-calc = Калькулятор
button-calc-own = Мои майнеры
button-calc-app = Калькулятор с ползунками
button-incentives = VIP-уровни
button-settings = Настройки
button-privacy = Конфиденциальность
button-open = Открыть приложение
button-login = Войти через кошелёк TON
button-refresh = Обновить
button-again = Повторить
button-back = ‹ Назад
button-next = Дальше ›
button-days = По дням
button-export = Файл CSV
button-share = Поделиться
button-bind = Указать адрес для выплат
button-bind-change = Сменить адрес для выплат
button-bind-yes = Да, это мой адрес
button-cancel = Отмена
button-logout = Выйти
button-logout-yes = Да, выйти
button-delete = Удалить мои данные
button-delete-yes = Да, удалить всё
button-policy = Политика конфиденциальности
button-support = Написать в поддержку
button-private = Открыть личный чат
button-go-on = Продолжить

## Start and help

start-hello = Здравствуйте, { $name }! Это GoMining в Телеграме.
start-what = Здесь — ваши майнеры, их доход и адрес, на который он приходит.
start-login = Первый шаг — войти через кошелёк TON: это минута, и пароль не нужен.
login-how =
    Откройте приложение, подключите кошелёк TON, к которому привязан ваш аккаунт GoMining, и подтвердите вход.

    Это подпись, а не платёж: из кошелька ничего не уходит, и сид-фразу никто не спросит.
login-again = Вы уже вошли. Чтобы сменить кошелёк, подключите в приложении другой — он заменит нынешний.
help-title = <b>Что умеет бот</b>
unknown =
    Не понял вас.

    Выберите ниже или отправьте /help. Два числа, например <code>100 15</code>, посчитают доход от 100 TH при 15 W/TH.
in-group = Ваши майнеры и доход — только для вас. Напишите мне в личный чат.
text-only = Я понимаю только текст. Что я умею: /help.

## Portfolio

as-of = <i>Данные на { $time }</i>
figures-as-of = <i>Курсы и сегодняшние данные на { $time }</i>
as-of-toast = Данные на { $time }
as-of-stale = <i>GoMining сейчас не отвечает. Последние данные — на { $time }</i>
amount-worth = { $btc } (≈ { $usd })
amount-in-btc = ≈ { $btc }

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
status-no-address = Адреса для выплат пока нет — укажите его в /wallet.
balance = { $amount }
balances-empty = Пока пусто.

net-today = Чистыми в день по сегодняшним данным: <b>{ $net }</b>
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
miners-none = В этом аккаунте пока нет майнеров. Как только появится первый, вы увидите его здесь.
miners-today = <i>Сегодня — сколько остаётся после комиссий по сегодняшним данным, с вашей последней скидкой.</i>
miner-name = <b>{ $name }</b>
miner-unnamed = Майнер { $id }
miner-facts = { $facts }
miner-net = сегодня { $net }
miner-nothing = сегодня ничего: всё уходит на комиссии
miner-status = статус: { $status }

income-title = <b>Доход</b>
income-none = Пока ничего не добыто. Первый день появится здесь на следующее утро (UTC).
income-last = { $day }: <b>{ $amount }</b>
income-week = За 7 дней: { $amount }
income-month = За 30 дней: { $amount }
income-ever = За всё время: { $amount }
income-gross = Комиссии вы платите в GOMINING, поэтому здесь суммы до их вычета.
income-gross-some = В некоторые из этих дней вы платили комиссии в GOMINING — суммы этих дней до их вычета.
income-net =
    { $count ->
        [1] После вычета комиссий: { $last }
       *[other] После вычета комиссий: последний день { $last }, все дни ({ $count }) { $sum }
    }
income-when = <i>День — тот, когда добыто, по UTC. Доллары — по сегодняшнему курсу.</i>
income-day = { $day }: { $amount }
days-title = <b>По дням</b>, страница { $page } из { $pages }
days-sum =
    { $count ->
        [one] За { $count } день: <b>{ $amount }</b>
        [few] За эти { $count } дня: <b>{ $amount }</b>
       *[many] За эти { $count } дней: <b>{ $amount }</b>
    }
chart-title = Доход по дням
chart-none = дохода нет
chart-average = в среднем { $amount }
export-done =
    { $count ->
        [one] Ваш доход за { $count } день, по строке на майнер и день. Дни по UTC, суммы в BTC.
        [few] Ваш доход за { $count } дня, по строке на майнер и день. Дни по UTC, суммы в BTC.
       *[many] Ваш доход за { $count } дней, по строке на майнер и день. Дни по UTC, суммы в BTC.
    }

## Rates and the calculator

rates-title = <b>Курсы</b>
rates-line = { $symbol }: <b>{ $price }</b>
rates-none = Сейчас GoMining не сообщает курсов.
per-th-title = <b>Один TH за день</b>
per-th-gross = Добыто: { $usd }
per-th-service = Обслуживание: { $usd }
per-th-electricity = Электричество за кВт·ч: { $usd }
per-th-net = Остаётся при 15 W/TH: <b>{ $usd }</b>

calc-how =
    <b>Калькулятор</b>

    Отправьте <code>/calc 100 15</code>: 100 — мощность в TH, 15 — эффективность в W/TH (чем меньше, тем лучше). Третье число — ваша скидка на комиссии в процентах: <code>/calc 100 15 20</code>.
calc-wrong =
    Нужны два числа: мощность в TH и эффективность в W/TH, например <code>/calc 100 15</code>.

    Мощность — до 10 миллионов TH, эффективность — до 1000 W/TH, скидка — до 100 процентов.
calc-title = <b>{ $power } при { $efficiency }</b>, за день
calc-gross = Добыто: { $usd }
calc-electricity = Электричество: −{ $usd }
calc-service = Обслуживание: −{ $usd }
calc-discount = Скидка { $percent }: +{ $usd }
calc-day = За день: <b>{ $usd }</b> { $btc }
calc-month = За 30 дней: { $usd } { $btc }
calc-year = За 365 дней: { $usd } { $btc }
calc-loses = Комиссии больше, чем добыто. С Reward Protection майнер просто постоит: ни дохода, ни долга.
calc-break-even = Окупается при эффективности лучше { $efficiency }.
calc-not-charged = Комиссии, которые не взимаются с убыточных майнеров: +{ $usd }
calc-own-unknown = У вас нет майнера с известными мощностью и W/TH, по которому можно посчитать.
calc-assumed = <i>Считаем, что каждый день такой же, как сегодня: тот же курс, сложность и комиссии. Обещать этого никто не может.</i>
calc-assumed-no-discount = <i>Считаем, что каждый день такой же, как сегодня: тот же курс, сложность и комиссии, скидки нет. Обещать этого никто не может.</i>

vip-title = <b>VIP-уровни</b>
vip-none = Сейчас GoMining не сообщает уровней.
vip-level = { $level }
vip-level-own = <b>▸ { $level } (вы)</b>
vip-from = от { $power }
vip-fees = комиссии −{ $percent }
vip-card = карта { $percent }
vip-travel = поездки { $percent }
vip-own-power = Ваша мощность — { $power }.
vip-next = До уровня { $level } не хватает { $power }.
vip-cashback = Карта и поездки — это кешбэк: он приходит в TH и добавляет мощности одному из ваших майнеров. Уровень поднимают и голоса (veGOMINING), но здесь учтена только мощность.

inline-rates = Курсы
inline-calc = { $power } при { $efficiency }
inline-net = { $usd } в день после комиссий
inline-login = Войдите, чтобы видеть курсы

## Wallet

wallet-title = <b>Кошелёк</b>
wallet-ton = <b>Вход через кошелёк</b>
    <code>{ $address }</code>
wallet-no-address = Адрес для выплат ещё не указан.
bind-ask =
    <b>Адрес для выплат</b>

    Вставьте свой биткоин-адрес (основная сеть: начинается с bc1, 1 или 3). Я проверю его и покажу ещё раз, прежде чем что-то изменится.
bind-once-more = Вставьте другой или отправьте /cancel.
bind-confirm =
    Это ваш адрес? Сверьте каждый блок: выплату на чужой адрес не вернуть.

    <code>{ $address }</code>

    <code>{ $blocks }</code>
bind-replaces = Он заменит { $address }.
bind-same =
    Этот адрес и так уже ваш:

    <code>{ $address }</code>

    Подтвердите, если хотите отправить его в GoMining ещё раз.
bind-done =
    Готово. GoMining будет платить на

    <code>{ $address }</code>
bind-over = Эта форма уже закрыта. Начните заново в /wallet.
address-empty = Вставьте биткоин-адрес текстом.
address-too-long = Для биткоин-адреса это слишком длинно.
address-private-key = Похоже на приватный ключ или сид-фразу. Не показывайте их никому, и мне тоже. Я попробовал удалить ваше сообщение; убедитесь, что его больше нет, и вставьте адрес.
address-lightning = Это для Lightning. Нужен обычный биткоин-адрес в основной сети.
address-spaces = В биткоин-адресе нет пробелов и переносов строк. Скопируйте его ещё раз целиком.
address-testnet = Это адрес тестовой сети Биткоина. Нужен адрес основной сети.
address-other-coin = Это адрес другой монеты. Биткоины, отправленные туда, пропадут.
address-mixed-case = В этом адресе вперемешку строчные и заглавные буквы. Скопируйте его ещё раз.
address-checksum = В адресе опечатка, или он неполный: контрольная сумма не сходится. Скопируйте его ещё раз.
address-witness-version = Такие адреса в Биткоине пока не используются. Отправленное туда может пропасть.
address-not-an-address = Это не биткоин-адрес.

## Settings, leaving

settings =
    <b>Настройки</b>

    Язык чата и приложения:
language = Русский
language-chosen = ✓ Русский
language-toast = Теперь по-русски.
logout-ask = Выйти из GoMining? Майнеры продолжат работать, а войти снова можно в любой момент.
logout-done = Вы вышли.
logout-nobody = Вы и не входили.
delete-ask =
    <b>Удалить всё, что мы о вас храним?</b>

    А именно: ваш вход, адрес кошелька, язык, незаконченные формы и пометки, о чём вам сообщить.

    Аккаунт GoMining, майнеры и доход останутся как есть: они хранятся в GoMining. Этот чат — в Телеграме, удалить его можно там.
delete-done = Всё удалено. Захотите вернуться — /start.
cancel-done = Отменено. Ничего не изменилось.
cancel-nothing = Отменять нечего.
privacy =
    <b>Конфиденциальность</b>

    Мы храним: ваш номер в Телеграме, язык, вход в GoMining (в зашифрованном виде) с адресом кошелька TON и счётчик последних запросов.

    Майнеры и доход мы запрашиваем у GoMining, когда вы на них смотрите, и копий не держим. Ничего не продаём и никому не передаём.

    /delete_me удалит всё это сразу.
paysupport = Бот ничего не продаёт и не принимает платежей, поэтому возвращать здесь нечего. С покупками в GoMining поможет их поддержка.
paysupport-contact = Другой вопрос? { $contact }

## News

news-logged-in = Вы вошли с кошельком { $wallet }. Добро пожаловать!
news-logged-out = Вы вышли из GoMining.
news-expired = GoMining завершил ваш сеанс — время от времени так бывает. Войдите снова, чтобы продолжить.

## When something goes wrong

error-login = Для этого сначала нужно войти.
error-expired = Ваш сеанс завершён. Пожалуйста, войдите снова.
error-refused = GoMining больше не принимает этот вход. Пожалуйста, войдите снова.
error-timeout = GoMining не ответил вовремя. Попробуйте ещё раз.
error-down = GoMining сейчас недоступен. Дело не в вас; попробуйте через несколько минут.
error-broken = У GoMining сейчас неполадки. Попробуйте через несколько минут.
error-unreadable = Ответ GoMining не удалось разобрать. Мы это записали; попробуйте позже.
error-busy =
    { $seconds ->
        [one] GoMining просит небольшую паузу. Попробуйте через { $seconds } секунду.
        [few] GoMining просит небольшую паузу. Попробуйте через { $seconds } секунды.
       *[many] GoMining просит небольшую паузу. Попробуйте через { $seconds } секунд.
    }
error-not-allowed = GoMining не разрешает этого вашему аккаунту.
error-invalid = GoMining этого не принял. Ничего не изменилось.
error-figures = GoMining сообщает не все данные, которые для этого нужны. Попробуйте позже.
error-storage = Наше хранилище сейчас недоступно. Попробуйте через минуту.
error-slow = Это заняло слишком много времени. Попробуйте ещё раз.
error-internal = У нас что-то пошло не так. Мы это записали; попробуйте ещё раз.
error-old-button = Эта кнопка из прошлого. Вот как всё выглядит сейчас:
button-outdated = Кнопка устарела.
too-fast = Пожалуйста, по одному сообщению. Скоро отвечу снова.

### Page

## Around every screen

page-overview = Портфель
page-miners = Майнеры
page-income = Доход
page-wallet = Кошелёк
page-calculator = Калькулятор
page-calculator-note = Курсы, комиссии и что остаётся
page-incentives = Уровни VIP
page-incentives-note = Ваш уровень и что он даёт
page-settings = Настройки
page-sections = Разделы
page-as-of = На { $time }
page-as-of-stale = GoMining не отвечает, данные на { $time }
page-loading = Загрузка
page-close = Закрыть
page-done = Готово
page-continue = Продолжить
page-sat = сат
page-offline = Нет связи
page-offline-since = Нет связи. Данные на { $time }

## Before the login

page-welcome = Ваши майнеры GoMining в Telegram
page-welcome-text = Подключите TON-кошелёк, к которому привязан ваш аккаунт GoMining.
page-point-income = Ваш доход — каждый день
page-point-income-text = По дням и по майнерам, после комиссий, в биткоинах и долларах.
page-point-payout = Выплаты на ваш адрес
page-point-payout-text = Укажите биткоин-адрес: он проверяется, прежде чем что-либо изменится.
page-point-safe = Подпись, а не платёж
page-point-safe-text = Из кошелька ничего не уходит, и никто не спросит сид-фразу.
page-connect = Подключить кошелёк
page-connect-again = Подключить снова
page-checking = Проверяем подпись
page-outside = Откройте меня в Telegram
page-outside-text = Это мини-приложение Telegram. Оно знает, кто вы, только когда его открывает Telegram.
page-open-bot = Открыть бота
page-reopen = Откройте приложение заново

## Portfolio

page-net-on = Чистыми за { $day }
page-week = 7 дней
page-month = 30 дней
page-ever = За всё время
page-change = К предыдущему дню
page-more-than-before = больше, чем днём раньше, на
page-less-than-before = меньше, чем днём раньше, на
page-chart =
    { $count ->
        [one] Доход за { $count } день. Стрелки выбирают день.
        [few] Доход за { $count } дня. Стрелки выбирают день.
       *[many] Доход за { $count } дней. Стрелки выбирают день.
    }
page-power = Мощность
page-efficiency = Эффективность
page-efficiency-note = Чем меньше, тем лучше
page-balances = Балансы
page-bind-first = Укажите адрес для выплат
page-bind-first-note = Чтобы доход можно было выплатить
page-no-income = Пока ничего не добыто
page-no-income-text = Первый день появится здесь на следующее утро по UTC.
page-no-miners = Майнеров пока нет
page-no-miners-text = Как только в аккаунте появится майнер, вы увидите его здесь.
page-nothing-here = Здесь пусто

## Miners

page-miner = Майнер
page-miners-count =
    { $count ->
        [one] { $count } майнер
        [few] { $count } майнера
       *[many] { $count } майнеров
    }
page-per-day = в день
page-net = Чистыми
page-net-estimate = Чистыми по сегодняшним показателям и без скидки; что пришло на самом деле — в разделе «Доход».
page-miner-unknown = Такого майнера нет
page-miner-unknown-text = Его нет в вашем аккаунте — или уже нет.
page-facts = Характеристики
page-level = Уровень
page-status = Статус
page-status-active = Работает
page-status-inactive = Не работает
page-status-pending = Ожидает
page-status-listed = Продаётся
page-since = С какого дня
page-number = Номер
page-at-todays-figures = По сегодняшним показателям
page-a-day = В день
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
        [one] Пока { $count } день
        [few] Пока { $count } дня
       *[many] Пока { $count } дней
    }
page-mined-on = Добыто { $day }
page-days-utc = День — это день добычи по UTC. Доллары по сегодняшнему курсу.
page-day-price = Доллары по курсу биткоина того дня.
page-btc-was = 1 BTC = { $usd }
page-pool-reward = Награда пула
page-electricity = Электричество
page-electricity-watt = Электричество, за Вт/TH
page-service = Обслуживание
page-discount = Скидка
page-gross = До комиссий
page-paid-in-gomining = Комиссии оплачены в GOMINING, поэтому сумма указана до комиссий.
page-protected = Reward Protection: комиссии были выше награды, и майнер стоял.
page-csv = Сохранить в CSV

## Calculator

page-net-per-day = Чистыми в день
page-discount-on-fees = Скидка на комиссии
page-break-even = Точка безубыточности
page-break-even-efficiency = Эффективность
page-break-even-efficiency-note = Выше неё ничего не остаётся
page-break-even-price = Цена биткоина
page-break-even-price-note = Ниже неё ничего не остаётся
page-rates = Курсы
page-per-th = Один TH за один день
page-assumed = Допущение: каждый день как сегодня, с той же ценой биткоина, сложностью и комиссиями. Этого никто не может обещать.

## VIP levels

page-your-level = Ваш уровень
page-by-power = по мощности { $power }
page-way-to = Путь до { $level }
page-levels = Все уровни
page-from = От
page-fees = Сборы
page-card = Карта
page-travel = Поездки

## Wallet

page-payout = Адрес для выплат
page-payout-none = Биткоин-адреса пока нет: доход остаётся на балансе GoMining.
page-payout-now = Сейчас выплаты идут на
page-payout-done = Адрес указан
page-payout-done-text = Теперь GoMining платит на этот адрес.
page-login = Вход
page-ton-wallet = TON-кошелёк
page-logged-in-since = с { $day }
page-bitcoin-address = Биткоин-адрес
page-address-hint = Адрес основной сети начинается с bc1, 1 или 3. Вы ещё раз сверите его, прежде чем что-либо изменится.
page-address-empty = Введите, вставьте или отсканируйте.
page-address-typing = Продолжайте …
page-address-good = Верный биткоин-адрес.
page-address-testnet = Это адрес тестовой сети. Нужен адрес основной.
page-address-checksum = Контрольная сумма не сходится: символ пропущен или ошибочен.
page-address-key = Это ключ, а не адрес. Никому его не показывайте.
page-address-lightning = Это для Lightning. Нужен обычный биткоин-адрес.
page-address-other = Это не биткоин-адрес.
page-paste = Вставить
page-paste-nothing = Вставить нечего, или доступ закрыт. Удержите поле и выберите «Вставить».
page-scan = Сканировать
page-scan-text = QR-код вашего биткоин-адреса
page-compare = Это ваш адрес?
page-compare-text = Сверьте каждый блок. Отправленное на чужой адрес не вернуть.
page-replaces = Он заменит { $address }.
page-edit = Изменить

## Settings

page-language = Язык
page-unit = Суммы сначала в
page-your-data = Ваши данные
page-logout = Выйти
page-logout-text = Майнеры продолжат работать, а войти можно снова в любой момент.
page-delete = Удалить мои данные
page-delete-text = Здесь удалятся вход, адрес кошелька и язык. Аккаунт GoMining, майнеры и доход остаются у GoMining.
page-privacy =
    Мы храним ваш идентификатор Telegram, язык, вход в GoMining (в зашифрованном виде) с адресом TON-кошелька и число последних запросов.

    Мы спрашиваем GoMining о майнерах и доходе, когда вы на них смотрите, и не храним копий у себя. Это устройство хранит последние известные цифры, чтобы они были видны сразу; при выходе они удаляются.

    Ничего не продаётся и не передаётся, и никто посторонний не узнает о вас, пока вы не выберете кошелёк.

    «Удалить мои данные» в настройках удаляет всё сразу.

## When something goes wrong

page-error-reopen = Подтверждение от Telegram, кто вы, устарело. Закройте приложение и откройте снова.
page-error-offline = Нет связи. Проверьте сеть.
page-error-too-many =
    { $seconds ->
        [one] Слишком быстро. Подождите { $seconds } секунду.
        [few] Слишком быстро. Подождите { $seconds } секунды.
       *[many] Слишком быстро. Подождите { $seconds } секунд.
    }
page-error-partner-refused = GoMining отказал. Попробуйте позже.
page-error-busy = Минутку: предыдущий ваш запрос ещё выполняется.
page-error-refused = Кошелёк отказался. Ничего не произошло; подключите снова, когда захотите.
page-error-no-proof = Этот кошелёк не подписал. Подключите снова и подтвердите или возьмите другой кошелёк.
page-error-network = Кошелёк в тестовой сети. Переключите его на основную и подключите снова.
page-error-proof-expired = Вход занял слишком много времени. Подключите кошелёк снова.
page-error-clock = Часы устройства спешат. Поправьте их и подключите кошелёк снова.
page-error-proof = Подпись кошелька не удалось проверить. Подключите снова.
page-error-unknown-wallet = Такой кошелёк пока нельзя проверить. Возьмите другой.
page-error-payload = Запрос GoMining на вход слишком длинный для кошельков. Сообщите оператору.
page-error-address = Этот адрес не принят. Ничего не изменилось.
page-error-unknown = Что-то пошло не так. Попробуйте ещё раз.
page-error-id = Для поддержки: { $id }
