"""The same for German, French and Spanish."""

from __future__ import annotations

from monitor.claims.cues import Cue

_W = r"[\w<ANY>'.-]+"

_DE_ROLES = (
    r"Sprecherin|Sprechers?|Präsident\w*|Minister\w*|Außenminister\w*|Verteidigungsminister\w*|Chef\w*|"
    r"Nachrichtenagentur|Agentur|Geheimdienst\w*|Geheimdienstes|Zeitung|Sender\w*|Staatschef\w*|Machthaber\w*|"
    r"Kremlsprecher\w*|Vertreter\w*|Bericht\w*|Experten|Fachleute\w*|Beamte\w*|General\w*|Direktor\w*|Staatsagentur|Staatsmedien|Ministerium\w*"
)
_DE_FILL = (
    rf"(?:(?:der|des|die|das|ein|eine|einer|eines|von|vom|{_DE_ROLES}|[a-zäöüß]+(?:ischen?|ischer|ische|ischem)|"
    r"staatliche[nr]?|amtliche[nr]?|<T>\w{0,3}) ){0,5}[\"„]?"
)
# Whoever rejects what was said speaks; whoever rejects people acts.
_DE_REJECTS = (
    r"wies(?:en)?(?: [\w<ANY>-]+){0,4}? (?:Vorw[uü]rfe?n?|\w*[Bb]erichte?|Anschuldigung(?:en)?|Behauptung(?:en)?|"
    r"Darstellung(?:en)?|Kritik|Angaben?|Spekulationen|Meldung(?:en)?|Aussagen?|Unterstellung(?:en)?|"
    r"Schätzung(?:en)?|Zahlen|dies|das)(?: [\w<ANY>-]+){0,6}? zurück"
)
_DE_SAID = (
    r"(?:sagte|sagt|erklärte|erklärt|teilte|teilten|gab|gaben|behauptet|behauptete|betonte|bestätigte|"
    r"bestätigten|kündigte|schätzt|schätzte|warnte|ergänzte|verkündete|dementiert|dementierten?|bestreitet|bestritt|bestritten|leugnet|leugnete|verneinte|räumte|"
    rf"schätzen|schätzten|bezifferte?|beziffern|widersprach|geh(?:t|en) davon aus|{_DE_REJECTS})"
)
_DE_REPORTS = r"(?:berichtet|berichtete|berichten|berichteten|meldet|meldete|melden|meldeten|schreibt|schrieb)"
_DE_BY = (
    r"(?i:laut|nach Angaben|nach Informationen|nach Einschätzung|nach Erkenntnissen|nach Darstellung|"
    r"den Angaben)"
)
_DE_NAMELESS = r"(?:Quellen?|Insidern?|Diplomaten|Beamten?|Regierungsvertretern?|Gewährsleuten?|Behördenvertretern?)"

DE = (
    Cue(
        "cited",
        rf"(?i:unter Berufung auf|unter Verweis auf|beruft sich auf|zitiert) (?:den )?{_DE_FILL}<O>",
    ),
    Cue("according", rf"{_DE_BY} (?:dem )?{_DE_FILL}<O>"),
    Cue("according", rf"{_DE_BY} <P>s?(?!\w)"),
    Cue("according", r"<O>\w{0,2} zufolge"),
    Cue(
        "said", rf"<O>(?: [A-ZÄÖÜ][\w-]+){{0,2}}(?:,[^,.;:\"]{{2,60}},)? {_DE_SAID}\b", subject=True
    ),
    Cue("reported", rf"<O>[\"“]? {_DE_REPORTS}\b", subject=True),
    Cue("said", rf"\b{_DE_SAID} (?!dem |den |der |einem ){_DE_FILL}<O>"),
    Cue(
        "said", rf"\b(?:teilte|sagte|erklärte|gab|betonte|bestätigte) (?:der|die|das) {_DE_FILL}<O>"
    ),
    Cue("reported", rf"\b{_DE_REPORTS} (?!dem |den |einem ){_DE_FILL}<O>"),
    Cue(
        "said",
        rf"\b(?:wie) {_DE_FILL}<O> (?:mitteilt|mitteilte|bekannt gab|erklärte|sagte|angab)\b",
    ),
    Cue(
        "reported",
        rf"\b(?:wie) {_DE_FILL}<O>[^,.]{{0,30}} (?:berichtet|berichtete|meldet|meldete|schreibt)\b",
    ),
    Cue("said", rf"<P> {_DE_SAID}\b", subject=True),
    Cue("cited", rf"(?i:unter Berufung auf|unter Verweis auf) (?:den )?{_DE_FILL}<N>"),
    Cue("according", rf"{_DE_BY} (?:dem )?{_DE_FILL}<N>"),
    Cue("reported", rf"<N> {_DE_REPORTS}\b", subject=True),
    Cue("cited", rf"(?i:unter Berufung auf|unter Verweis auf) (?:{_W} ){{0,3}}{_DE_NAMELESS}"),
    Cue("according", rf"{_DE_BY} (?:{_W} ){{0,3}}{_DE_NAMELESS}"),
    Cue(
        "said",
        rf"\b{_DE_NAMELESS} (?:{_W} ){{0,3}}?(?:{_DE_SAID}|sagten|erklärten|{_DE_REPORTS})\b",
    ),
)

_FR_ROLES = (
    r"porte-parole|ministre|ministère|président|présidente|chef|directeur|agence|agence de presse|journal|"
    r"quotidien|chaîne|services?|renseignements?|responsables?|général|état-major|dirigeant|secrétaire|"
    r"ambassadeur|rapport|experts|communiqué|enquêteurs|analystes|armée|site|média|médias|officielle?"
)
_FR_FILL = (
    rf"(?:(?:le|la|les|l'|un|une|du|de la|de l'|de|d'|des|{_FR_ROLES}|[a-zéèê-]+(?:ien|ienne|iens|ais|aise|ain|aine)|"
    r"<T>\w{0,2})(?: |(?<='))){0,7}[«\"]? ?"
)
_FR_PAST = (
    r"(?:a|ont|avait|avaient) (?:également |aussi |ensuite )?(?:déclaré|indiqué|annoncé|affirmé|précisé|estimé|"
    r"fait savoir|confirmé|assuré|dit|ajouté|expliqué|averti|démenti|reconnu|souligné|évalué|dénoncé|nié|prévenu|détaillé|réfuté|calculé|chiffré)(?! adieu| oui| non| au revoir)"
)
_FR_DISMISSED = (
    r"(?:(?:a|ont) (?:\w+ment )?(?:rejeté|balayé|écarté)|rejette|rejettent|balaie|balaient)"
    r"(?: (?:en bloc|ces|cette|cet|ce|les|la|le|des|toutes?|tout)){0,2} (?:l')?(?:accusations?|allégations?|affirmations?|"
    r"informations?|rapports?|critiques?|propos|déclarations?|chiffres|estimations?|soupçons|rumeurs?)"
)
_FR_REPORTS = (
    r"(?:(?:a|ont) (?:rapporté|relayé|écrit|révélé|publié)|rapporte|rapportent|écrit|relaie)"
)
_FR_SAID = (
    rf"(?:{_FR_PAST}|affirme|affirment|estime|estiment|déclare|annonce|indique|indiquent|assure|dit|"
    rf"précise|précisent|détaille|détaillent|dément|démentent|réfute|réfutent|évalue|évaluent|{_FR_DISMISSED})"
)
_FR_BY = r"(?i:selon|d'après|de source)"
_FR_NAMELESS = r"(?:sources?|responsables?|diplomates?|officiels?)"
_FR_TAIL = rf"(?: (?:{_FR_ROLES}))*(?:,[^,.;:«\"]{{2,60}},)?(?: (?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche))?"

FR = (
    Cue("cited", rf"(?i:citant|en citant|cite) {_FR_FILL}<O>"),
    Cue("according", rf"{_FR_BY} {_FR_FILL}<O>"),
    Cue("according", rf"{_FR_BY} <P>(?= ?[,.;]| \w)"),
    Cue("said", rf"<O>{_FR_TAIL} {_FR_SAID}\b", subject=True),
    Cue("reported", rf"<O>{_FR_TAIL} {_FR_REPORTS}\b", subject=True),
    Cue("said", rf"[,»\"] ?{_FR_PAST} {_FR_FILL}<O>"),
    Cue("reported", rf"[,»\"] ?{_FR_REPORTS} {_FR_FILL}<O>"),
    Cue("said", rf"<P> {_FR_SAID}\b", subject=True),
    Cue("cited", rf"(?i:citant|en citant) {_FR_FILL}<N>"),
    Cue("according", rf"{_FR_BY} {_FR_FILL}<N>"),
    Cue("reported", rf"<N> {_FR_REPORTS}\b", subject=True),
    Cue("cited", rf"(?i:citant) (?:{_W} ){{0,3}}{_FR_NAMELESS}\b"),
    Cue("according", rf"{_FR_BY} (?:{_W} ){{0,3}}{_FR_NAMELESS}\b"),
    Cue("according", r"(?i:de) source (?:diplomatique|militaire|gouvernementale|officielle)"),
    Cue("said", rf"(?i:\b{_FR_NAMELESS}) (?:{_W} ){{0,4}}?(?:{_FR_PAST})\b"),
)

_ES_ROLES = (
    r"portavoz|ministro|ministra|ministerio|presidente|presidenta|jefe|director|agencia|agencia de noticias|"
    r"diario|periódico|cadena|servicios?|inteligencia|general|líder|secretario|embajador|informe|expertos|comunicado|investigadores|autoridades|analistas|ejército|medio|"
    r"medios|estatal|oficial|oficiales|exteriores|defensa"
)
_ES_FILL = (
    rf"(?:(?:el|la|los|las|un|una|del|de la|de los|de|{_ES_ROLES}|[a-záéíóúñ]+(?:ano|ana|eno|ena|esa|és|ense|ense)|"
    r"<T>\w{0,2}) ){0,7}[«\"]?"
)
# Armies reject attacks; whoever rejects what was said speaks.
_ES_REJECTS = (
    r"(?:ha rechazado|han rechazado|rechazó|rechaza|rechazaron|rechazan)(?: [a-záéíóúñ]+){0,3}? (?:que|acusaci[oó]n(?:es)?|"
    r"alegatos?|alegaciones|informes?|informaci[oó]n(?:es)?|afirmaci[oó]n(?:es)?|denuncias?|declaraciones|versi[oó]n(?:es)?|"
    r"señalamientos?|críticas?|estimaci[oó]n(?:es)?|cifras?|rumores|especulaciones|reportes?|noticias?|imputaciones)"
)
_ES_SAID = (
    r"(?:(?:ha |han |había )?(?:declarado|informado|anunciado|afirmado|asegurado|señalado|confirmado|indicado|dicho|"
    r"advertido|negado|estimado)|declaró|informó|anunció|dijo|afirmó|aseguró|señaló|confirmó|indicó|advirtió|"
    r"negó|estimó|estima|afirma|asegura|sostuvo|subrayó|añadió|precisó|explicó|reconoció|dijeron|afirmaron|estimaron|estiman|"
    r"calculó|calcula|calcularon|calculan|cifró|cifra(?= en)|desmintió|desmiente|desmintieron|refutó|niega|niegan|negaron|"
    rf"{_ES_REJECTS})"
)
_ES_REPORTS = r"(?:(?:ha )?(?:reportado|publicado)|reportó|publicó|informa|escribe|recogió|reporta)"
_ES_BY = r"(?i:según|de acuerdo con|de acuerdo a|a juicio de)"
_ES_NAMELESS = r"(?:fuentes?|funcionarios?|diplomáticos?)"
_ES_TAIL = (
    rf"(?: (?:{_ES_ROLES}))*(?:,[^,.;:«\"]{{2,60}},)?"
    r"(?: el)?(?: (?:lunes|martes|miércoles|jueves|viernes|sábado|domingo|también))?"
)

ES = (
    Cue("cited", rf"(?i:citando(?: al?)?|cita(?: al?)?) {_ES_FILL}<O>"),
    Cue("according", rf"{_ES_BY} (?:(?:informó|dijo|reportó|anunció) )?{_ES_FILL}<O>"),
    Cue("according", rf"{_ES_BY} <P>(?= ?[,.;]| \w)"),
    Cue("said", rf"<O>{_ES_TAIL} {_ES_SAID}\b", subject=True),
    Cue("reported", rf"<O>{_ES_TAIL} {_ES_REPORTS}\b", subject=True),
    Cue("said", rf"(?:[,»\"] ?|^){_ES_SAID} {_ES_FILL}<O>"),
    Cue("reported", rf"(?:[,»\"] ?|^){_ES_REPORTS} {_ES_FILL}<O>"),
    Cue("said", rf"<P> {_ES_SAID}\b", subject=True),
    Cue("cited", rf"(?i:citando al?|citando) {_ES_FILL}<N>"),
    Cue("according", rf"{_ES_BY} {_ES_FILL}<N>"),
    Cue("reported", rf"<N> {_ES_REPORTS}\b", subject=True),
    Cue("cited", rf"(?i:citando a|citando) (?:{_W} ){{0,3}}{_ES_NAMELESS}\b"),
    Cue("according", rf"{_ES_BY} (?:{_W} ){{0,3}}{_ES_NAMELESS}\b"),
    Cue("said", rf"(?i:\b{_ES_NAMELESS}) (?:{_W} ){{0,4}}?{_ES_SAID}\b"),
)
