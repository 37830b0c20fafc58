"""The same for Korean, Chinese and Japanese."""

from __future__ import annotations

from monitor.claims.cues import Cue

_KO_ROLES = r"대변인|관계자|측|당국자|원장|장관|대통령|총리|대사|국장|차장|실장|위원장|의장|사령관|외무상|특사|당국|보고서|정보위|보도|기자|차관|고위"
# Of a name, a title or an adverb between the speaker and the particle.
_KO_TAIL = (
    rf"(?:의)?(?: ?(?:{_KO_ROLES})| [가-힣]{{2,4}}(?= (?:{_KO_ROLES}))| ?\([^()]{{1,20}}\)){{0,3}}"
)
_KO_SAID = (
    r"(?:밝혔|밝힌|말했|말한|발표했|발표한|주장했|강조했|설명했|보고했|추정했|추산했|평가했|확인했|분석했|언급했|"
    r"답했|지적했|경고했|선언했|비난했|반박했|부인했|공개했|전망했|덧붙였|판단했|파악했|추정하|보고 있다|일축했|일축한|반박한|부인한|반발했)"
)
# What a statement is made with: "담화를 내고", "브리핑에서".
_KO_STATEMENT = (
    r"(?:담화문?|성명|입장문|보도자료|논평|브리핑|기자회견|회견|서면 ?자료|보고서)"
    r"(?:을|를)?(?:에서| 통해서?| 내고| 내어| 내 | 발표하고| 열고| 갖고)"
)
# In a headline a quotation stands behind its speaker alone.
_KO_QUOTED = r",? ?\"[^\"\n]{1,60} [^\"\n]{1,120}\"(?= ?(?:$|\n|…|·|,))"
_KO_REPORTS = r"(?:보도했|보도한|전했|전한|타전했)"
_KO_NAMELESS = r"(?:소식통|관계자|당국자|고위 관리|취재원)"

KO = (
    Cue("cited", rf"<O>{_KO_TAIL}(?: ?(?:보도|발표|자료|말|발언|보고서|성명))?(?:을|를) 인용"),
    Cue("according", rf"<O>{_KO_TAIL}(?:의)?(?: ?[가-힣]{{1,6}})?에 (?:따르면|의하면)"),
    Cue(
        "said",
        rf"<O>{_KO_TAIL}(?:은|는|도)(?= |,)(?:[^.]{{0,240}}?)(?:고 |라고 |을 |를 |고도 |며 )?{_KO_SAID}",
        subject=True,
    ),
    Cue(
        "reported",
        rf"<O>{_KO_TAIL}(?:은|는|도)(?= |,)(?:[^.]{{0,240}}?){_KO_REPORTS}",
        subject=True,
    ),
    Cue("said", rf"<O>{_KO_TAIL}(?:이|가|에서) ?(?:\d{{1,2}}일 )?(?:공식 )?{_KO_SAID}"),
    Cue(
        "said",
        rf"<O>{_KO_TAIL}(?:이|가)(?: (?:\d{{1,2}}일|이날|전날|오전|오후|최근))* (?:[가-힣]{{1,8}} )?"
        rf"{_KO_STATEMENT}[^.]{{0,240}}?{_KO_SAID}",
    ),
    Cue(
        "said", rf"(?:^|(?<=\n)|(?<=[….?!\],·] )|(?<=…))<O>(?: ?(?:{_KO_ROLES})){{0,2}}{_KO_QUOTED}"
    ),
    Cue("reported", rf"<O>{_KO_TAIL}(?:이|가) ?(?:\d{{1,2}}일 )?{_KO_REPORTS}"),
    Cue("cited", r"<N>(?:을|를) 인용"),
    Cue("according", r"<N>에 (?:따르면|의하면)"),
    Cue("reported", rf"<N>(?:이|가|은|는)(?: \d{{1,2}}일)? {_KO_REPORTS}"),
    Cue("cited", rf"{_KO_NAMELESS}(?:의 말)?(?:을|를) 인용"),
    Cue("according", rf"{_KO_NAMELESS}(?:들)?에 (?:따르면|의하면)"),
    Cue(
        "said",
        rf"{_KO_NAMELESS}(?:들)?(?:은|는|이|가)(?= )[^.]{{0,200}}?(?:{_KO_SAID}|{_KO_REPORTS})",
    ),
)

_ZH_ROLES = (
    r"新闻发言人|新聞發言人|发言人|發言人|院长|院長|部长|部長|总统|總統|外长|外長|防长|防長|主席|秘书长|秘書長|"
    r"局长|局長|大使|官员|官員|负责人|負責人|总书记|委员长|委員長|方面|当局|當局|总理|總理|外相|司令|议员|議員|"
    r"报告|報告|声明|聲明|网站|網站|局|高级"
)
_ZH_WHEN = r"周[一二三四五六日天]|星期[一二三四五六日]|\d{1,2}日|\d{1,2}月\d{1,2}日|当天|當天|当地时间|昨日|今日|昨天|今天|日前|随后|此前|则|也|还|再次|当日|在[^，。！？；：<ANY>]{1,14}?[上中时時]|通过社交媒体|通過社群媒體|就此|就[^，。！？；：<ANY>]{1,12}?(?=表示|称|稱|否认|否認|回应|回應|驳斥|駁斥)|(?:被问|被問|回答|答记者|答記者)[^，。！？；：<ANY>]{0,10}?[时時]"
_ZH_TAIL = (
    rf"(?:{_ZH_ROLES}|{_ZH_WHEN}|[\u4e00-\u9fff]{{2,3}}(?={_ZH_WHEN}|表示|称|稱|说|說|指出)){{0,4}}"
)
_ZH_SAID = r"(?:表示|声称|聲稱|宣称|宣稱|称|稱|说(?!法)|說(?!法)|宣布|指出|透露|证实|證實|强调|強調|认为|認為|估计|估計|通报|通報|否认|否認|警告|披露|发表声明|發表聲明|评估|評估|坦言|承认|承認|驳斥|駁斥|反驳|反駁|回应称|回應稱|回应说)"
_ZH_REPORTS = r"(?:报道|報道|報導|报导|刊文|援引)"
_ZH_NAMELESS = r"(?:消息人士|知情人士|匿名官员|匿名官員|消息源|消息来源|消息來源|不愿透露姓名的?[\u4e00-\u9fff]{0,6})"
_ZH_FILL = r"[^，。！？；：<ANY>]{0,8}"

ZH = (
    Cue("cited", rf"(?:援引|引述|引用){_ZH_FILL}<O>"),
    Cue(
        "according",
        rf"(?:据|根据|據|根據){_ZH_FILL}<O>(?:[^，。！？；：]{{0,14}}?)(?:报道|報道|報導|报导|消息|称|稱|表示|透露|通报|通報|介绍|介紹|数据|數據|统计|統計|估计|估計|分析|说|說|情报|情報|评估|評估)",
    ),
    Cue("said", rf"<O>{_ZH_TAIL}{_ZH_SAID}", subject=True),
    Cue("reported", rf"<O>{_ZH_TAIL}{_ZH_REPORTS}", subject=True),
    Cue("according", r"(?:据|據)<N>(?:\d{1,2}日)?(?:报道|報道|報導|报导|消息)"),
    Cue("reported", rf"(?<![\u4e00-\u9fff])<N>(?:\d{{1,2}}日)?{_ZH_REPORTS}"),
    Cue("cited", rf"(?:援引|引述){_ZH_FILL}{_ZH_NAMELESS}"),
    Cue("said", rf"{_ZH_NAMELESS}[^，。！？；：]{{0,8}}?{_ZH_SAID}"),
    Cue("according", rf"(?:据|據){_ZH_FILL}{_ZH_NAMELESS}"),
)

_JA_ROLES = (
    r"報道官|大統領|首相|外相|国防相|長官|院長|当局者|関係者|委員長|総書記|大使|司令官|スポークスマン|次官|局長|"
    r"当局|側|氏|議長|部長|報告書|幹部"
)
_JA_TAIL = rf"(?:の)?(?:{_JA_ROLES}|[\u30a0-\u30ff・]{{2,12}}(?={_JA_ROLES})|[\u4e00-\u9fff]{{2,4}}(?={_JA_ROLES})){{0,3}}"
_JA_SAID = (
    r"(?:発表した|発表|明らかにした|述べた|述べ、|語った|指摘した|主張した|強調した|説明した|表明した|報告した|分析した|"
    r"推定した|推計した|認めた|否定した|警告した|みている|見ている|との見方を示した|反論した|一蹴した|否認した|試算した)"
)
_JA_REPORTS = r"(?:報じた|報じている|伝えた|報道した|伝えている)"
_JA_NAMELESS = r"(?:関係者|情報筋|消息筋|当局者|外交筋|消息通)"

JA = (
    Cue("cited", rf"<O>{_JA_TAIL}(?:の(?:報道|話|発表))?を引用"),
    Cue("according", rf"<O>{_JA_TAIL}(?:の[\u4e00-\u9fff]{{1,4}})?によ(?:ると|れば)"),
    Cue("said", rf"<O>{_JA_TAIL}(?:は|も)[^。]{{0,200}}?{_JA_SAID}", subject=True),
    Cue("reported", rf"<O>{_JA_TAIL}(?:は|も)[^。]{{0,200}}?{_JA_REPORTS}", subject=True),
    Cue("said", rf"<O>{_JA_TAIL}が(?:\d{{1,2}}日)?、?{_JA_SAID}"),
    Cue("reported", rf"<O>{_JA_TAIL}が(?:\d{{1,2}}日)?、?{_JA_REPORTS}"),
    Cue("according", r"<N>によ(?:ると|れば)"),
    Cue("reported", rf"<N>(?:が|は)(?:\d{{1,2}}日)?、?{_JA_REPORTS}"),
    Cue("cited", rf"{_JA_NAMELESS}の話を引用"),
    Cue("according", rf"{_JA_NAMELESS}によ(?:ると|れば)"),
    Cue("said", rf"{_JA_NAMELESS}は[^。]{{0,120}}?(?:{_JA_SAID}|{_JA_REPORTS})"),
)
