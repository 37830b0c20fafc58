"""The words of counters, dates, bylines and furniture, in nine languages. Data; `clutter` reads it.

A line of nothing but these words and digits says nothing of the story. Written as people write
them; they are compared as `monitor.folding` folds them.
"""

# Words that alone make a line one of counters, times or labels. Without spaces: any part of a word.
TELLING = """
updated update updates published posted modified edited corrected viewed views view reads comments
comment shares share shared likes like ago read reading photo photos image picture slide gallery
clicks votes subscribers followers listen print email mail save bookmark copy link tweet facebook
whatsapp telegram breaking live exclusive lead ld developing
обновлено обновлён обновлена обновление опубликовано изменено просмотров просмотра просмотры просмотр
комментариев комментарии комментарий комментария поделиться поделились репостов лайков назад чтение
чтения прочтений фото снимок изображение голосов срочно молния дополнено
оновлено опубліковано змінено переглядів перегляди перегляду перегляд коментарів коментарі коментар
коментаря поширень поширити поділитися тому читання світлина зображення терміново доповнено
aktualisiert aktualisierung veröffentlicht stand geändert aufrufe aufruf ansichten kommentare kommentar
geteilt teilen lesezeit lesedauer foto bild bilder klicks eilmeldung liveticker vor
mis jour mise publié publiée modifié modifiée vues vue lectures commentaires commentaire partages
partage partager lecture direct urgent alerte
actualizado actualizada actualización publicado publicada modificado modificada visitas
visualizaciones vistas lecturas lectura comentarios comentario compartidos compartir compartido hace
imagen directo urgente
"""
TELLING_WIDE = """
수정 입력 등록 업데이트 게재 최종 기사입력 승인 발행 조회수 조회 댓글 공유 추천 좋아요 읽는 읽기 사진 이미지 종합
속보 단독 기사 전송 송고
更新 发布 發布 發佈 发表 發表 修改 编辑 編輯 阅读量 阅读 閱讀 浏览量 浏览 瀏覽 点击 點擊 观看 觀看 评论 評論
留言 回應 分享 转发 轉發 点赞 點讚 按讚 图片 圖片 图 圖 照片 快讯 快訊 突发 突發 最新
公開 配信 掲載 投稿 閲覧数 閲覧 再生 コメント シェア いいね 読めます 読了 写真 画像 枚目 独自 速報 続報
"""

# Words that may stand beside them: months, days, units of time, zones, and what joins these.
JOINING = """
january february march april may june july august september october november december
jan feb mar apr jun jul aug sep sept oct nov dec monday tuesday wednesday thursday friday saturday
sunday mon tue tues wed thu thur thurs fri sat sun today yesterday am pm a m p st nd rd th
utc gmt kst jst est edt cst cet cest msk ist bst et pt second seconds minute minutes min mins hour
hours hr hrs day days week weeks month months year years at on of in the last by date time from to and
first an k more per est total all number no size
января февраля марта апреля мая июня июля августа сентября октября ноября декабря янв фев мар апр июн
июл авг сен сент окт ноя нояб дек понедельник вторник среда среду четверг пятница пятницу суббота
субботу воскресенье сегодня вчера секунд секунды секунду минут минуты минуту мин час часа часов день
дня дней неделю недели недель месяц месяца месяцев год года лет г мск время на в во о об от из с по
тыс млн всего
січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня понеділок
вівторок середа середу четвер пʼятниця пʼятницю субота суботу неділя неділю сьогодні вчора секунд
секунди секунду хвилин хвилини хвилину хв годин години годину день дні днів тиждень тижні тижнів місяць
місяці місяців рік роки року років р час у від з за до усього
januar februar märz mai juni juli oktober dezember montag dienstag mittwoch donnerstag freitag samstag
sonntag mo di mi do fr sa so heute gestern uhr sekunde sekunden minuten std stunde stunden tag tage tagen
woche wochen monat monate monaten jahr jahre jahren um den der dem vom von zuletzt mal und insgesamt
janvier février mars avril mai juin juillet août septembre octobre novembre décembre lundi mardi mercredi
jeudi vendredi samedi dimanche aujourd hui hier seconde secondes heure heures h jour jours semaine semaines
mois ans à le la les l de du des un une il y a par et sur temps
enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre lunes martes
miércoles jueves viernes sábado domingo hoy ayer segundo segundos minuto minutos hora horas día días semana
semanas mes meses año años el los las del en por y tiempo última vez mil veces
"""
JOINING_WIDE = """
시간 분 초 년 월 일 시 오전 오후 요일 월요일 화요일 수요일 목요일 금요일 토요일 일요일 주 개월 어제 오늘 전 개 명 회
건 번 만 천 장 수 중 보
年 月 日 时间 時間 时 時 分钟 分鐘 分 秒 小时 小時 天 周 週 星期 礼拜 禮拜 上午 下午 午前 午後 曜日 昨天 今天 昨日 今日
一 二 三 四 五 六 七 八 九 十 万 萬 千 次 条 條 则 則 前 第 张 張 共 约 約 预计 預計 需 全文 字数 字數 于 於 量 数 數 的
火 水 木 金 土 件 回 枚 人 この記事は で の
"""

# What begins a line of furniture, to the end of its paragraph.
FURNITURE = """
read also|also read|read more|read next|see also|more on this|most read|most viewed|don't miss
subscribe|sign up for|sign up to|follow us|join our|join us on|download our app|download the app
support our journalism|support independent journalism|become a member|become a subscriber
already a subscriber|log in to|register to read|register now|click here|all rights reserved|copyright
this article is for subscribers|to continue reading|to read the full|you have reached your limit
get our newsletter|get the latest|our newsletter
читайте также|читайте ещё|также по теме|ещё по теме|самое читаемое|подпишитесь|подписывайтесь
читайте нас|следите за нами|присоединяйтесь|поддержите нас|зарегистрируйтесь|войдите, чтобы|скачайте
все права защищены|полный текст доступен|чтобы читать дальше
читайте також|також читайте|найпопулярніше|підпишіться|підписуйтесь|підписуйтеся|стежте за нами
приєднуйтесь|приєднуйтеся|читайте нас|підтримайте нас|зареєструйтеся|усі права захищено
повний текст доступний
lesen sie auch|lesen sie mehr|mehr zum thema|meistgelesen|abonnieren sie|jetzt abonnieren
melden sie sich|folgen sie uns|jetzt anmelden|unterstützen sie uns|laden sie|alle rechte vorbehalten
dieser artikel ist für abonnenten|weiterlesen mit|jetzt weiterlesen
lire aussi|à lire aussi|lisez aussi|sur le même sujet|les plus lus|abonnez-vous|inscrivez-vous
suivez-nous|rejoignez-nous|téléchargez|soutenez|tous droits réservés|cet article est réservé
il vous reste|pour lire la suite
lea también|lea además|le puede interesar|te puede interesar|más leídas|suscríbete|suscríbase
regístrate|regístrese|síguenos|síganos|únete|únase|descarga|descargue|todos los derechos reservados
contenido exclusivo|para seguir leyendo
관련기사|관련 기사|많이 본|함께 보면|이 기사는 유료|무단 전재|무단전재|저작권자|뉴스레터 구독|뉴스레터를 구독|구독하세요
相关阅读|相關閱讀|延伸阅读|延伸閱讀|相关新闻|相關新聞|更多新闻|更多新聞|热门新闻|熱門新聞|欢迎关注|歡迎追蹤|关注我们
追蹤我們|扫码|掃碼|扫描二维码|版权所有|版權所有|未经授权|未經授權|订阅本|訂閱本|立即订阅|立即訂閱|欢迎订阅|歡迎訂閱
请订阅|請訂閱|本文为付费|本文為付費|订阅后|訂閱後|点击下载|點擊下載
関連記事|あわせて読みたい|続きを読む|よく読まれて|無断転載|この記事は有料|この記事は会員|有料会員|メルマガ|無料会員
"""

# The same, but these words also begin sentences: they are furniture before a colon or a bar only.
LABELS = """
related|related articles|related stories|recommended|trending|newsletter|tags|topics|advertisement|ad
sponsored|photo|source|more|теги|реклама|фото|популярное|по теме|новости партнёров|за темою|джерело
источник|anzeige|werbung|schlagworte|themen|quelle|foto|publicité|mots-clés|sujets|crédit photo
publicidad|etiquetas|temas|fuente|광고|태그|출처|키워드|广告|廣告|标签|標籤|来源|來源|広告|タグ|キーワード|提供
"""

# Requests that stand at the end of a sentence where the verb does.
REQUESTS = """
구독하세요|구독해 주세요|구독해주세요|팔로우하세요|다운로드하세요|제보해 주세요|재배포 금지|가입하세요
フォローしてください|ご登録ください|ダウンロードしてください|お申し込みください|ご購読ください|無断転載を禁じます
请关注我们|請追蹤我們|不得转载|不得轉載|请勿转载|請勿轉載|下载客户端|下載app|订阅我们的电子报|訂閱我們的電子報
"""
