"""Traditional characters of headers as the simplified ones that ours have: 預算單位 is 预算单位.

The table has the characters of our own headers, code lists and units alone; a text that is shown is never changed.
"""

import re

_TRADITIONAL = (
    "來侷係備價億償內別劃劑動務區厤員啓啟單噹圍埰執報壓寀實審對層屬帳幣庫廢彆彔後復態憑應戶掛採擔據擬數曆會朮東條業構標機檯權歷歸決況減測準漲潤濟狀現產産當發監盤確碼稅種稱積節範簡簽籌籤約級細終組結統經維編"
    "縣總績繫繳續纍義聯職臺萬處號術衕補製複覈規訂計記設註証評話認說説調請證護變財貨費資質賬購轄轉辦迴進運過適還鄉鈎鉤銀銷錄録錶鎭鎮長門開間閤關階際電韆響項預領頻額類颱養餘髮麪麫麵點齣"
)
_SIMPLIFIED = (
    "来局系备价亿偿内别划剂动务区历员启启单当围采执报压采实审对层属帐币库废别录后复态凭应户挂采担据拟数历会术东条业构标机台权历归决况减测准涨润济状现产产当发监盘确码税种称积节范简签筹签约级细终组结统经维编"
    "县总绩系缴续累义联职台万处号术同补制复核规订计记设注证评话认说说调请证护变财货费资质账购辖转办回进运过适还乡钩钩银销录录表镇镇长门开间合关阶际电千响项预领频额类台养余发面面面点出"
)
_CHARACTERS = str.maketrans(_TRADITIONAL, _SIMPLIFIED)
_HAN = re.compile("[\u4e00-\u9fff]")
_WORDS = {"計畫": "计划"}
"""Words that are written with another character there."""


def simplified(text: str) -> str:
    """The text with traditional characters folded, to be compared and not to be shown."""
    if not _HAN.search(text):
        return text
    for word, other in _WORDS.items():
        text = text.replace(word, other)
    return text.translate(_CHARACTERS)
