"""Chinese surnames whose reading differs from the sign's commonest one, and the compound surnames."""

from typing import Final

_SINGLE: Final = (
    "单 shan|曾 zeng|查 zha|仇 qiu|解 xie|任 ren|盖 gai|朴 piao|区 ou|尉 wei|冼 xian|员 yun|乐 yue|缪 miao|"
    "翟 zhai|华 hua|宁 ning|纪 ji|燕 yan|葛 ge|哈 ha|洗 xian|秘 bi|折 she|黑 he|重 chong|繁 po|召 shao|"
    "那 na|覃 qin|谌 chen|种 chong|逄 pang|句 gou|祭 zhai|晟 cheng|适 kuo|晁 chao|贾 jia|郇 xun|隗 wei|"
    "牟 mu|车 che|石 shi|万 wan|沈 shen|幺 yao|冯 feng|俞 yu|於 yu|应 ying|柏 bai|长 chang|曲 qu|参 shen|"
    "夏 xia|会 gui|便 pian|阚 kan|相 xiang|隽 juan|都 du|撒 sa|训 xun|闫 yan|吕 lv|薄 bo|行 xing|乜 nie|"
    "宿 su|占 zhan|郗 xi|么 yao|卜 bu|六 lu|角 jue|褚 chu|藏 zang|令 ling|佟 tong|龟 qiu|术 zhu|"
    "钻 zuan|亓 qi|尹 yin|叶 ye|郝 hao|过 guo|殷 yin|干 gan|曹 cao|强 qiang|降 jiang|澹 tan|洪 hong"
)
_COMPOUND: Final = (
    "欧阳 ou yang|司马 si ma|上官 shang guan|夏侯 xia hou|诸葛 zhu ge|尉迟 yu chi|皇甫 huang fu|"
    "令狐 ling hu|长孙 zhang sun|慕容 mu rong|宇文 yu wen|司徒 si tu|司空 si kong|端木 duan mu|"
    "南宫 nan gong|东方 dong fang|西门 xi men|独孤 du gu|万俟 mo qi|澹台 tan tai|单于 chan yu|"
    "淳于 chun yu|公孙 gong sun|轩辕 xuan yuan|呼延 hu yan|钟离 zhong li|申屠 shen tu|太史 tai shi|"
    "闻人 wen ren|赫连 he lian|公冶 gong ye|宗政 zong zheng|濮阳 pu yang|仲孙 zhong sun|拓跋 tuo ba|"
    "百里 bai li|东郭 dong guo|南门 nan men|微生 wei sheng|梁丘 liang qiu|左丘 zuo qiu|谷梁 gu liang|"
    "第五 di wu|叱干 chi gan|吐谷 tu yu|纳兰 na lan|完颜 wan yan|耶律 ye lv|爱新 ai xin"
)

SURNAME_READINGS: Final[dict[str, str]] = {
    surname: reading
    for surname, _, reading in (entry.partition(" ") for entry in f"{_SINGLE}|{_COMPOUND}".split("|"))
}
