"""Saved pages as public bodies dress them, in our own words: markup, bytes, and what each page states.

What a page does not state is absent from its expectation and must stay empty.
"""

from datetime import date

LONG = "为方便市民游园，各单位要按时开放公园，及时维修设施，公开收费标准，接受社会监督，重大事项及时报告。"
NAV = (
    '<div class="top"><ul class="menu"><li><a href="/">首页</a></li><li><a href="/zwgk">政务公开</a></li><li><a href="/fw">政务服务</a></li>'
    '<li><a href="/hd">互动交流</a></li></ul></div><div class="position">当前位置：<a href="/">首页</a> &gt; <a href="/zc">政策文件</a> &gt; 正文</div>'
)
FOOT = (
    '<div class="about"><h3>相关解读</h3><ul><li><a href="1.html">一图读懂公园开放政策</a><span>2020-01-01</span></li></ul></div>'
    '<div class="footer">版权所有：示例人民政府办公厅　网站标识码：1234567890　ICP备12345678号</div>'
)
SHARE = '<div class="tool">字号：[ <a>大</a> <a>中</a> <a>小</a> ] <a href="javascript:print()">打印</a> 分享到：<a>微信</a></div>'


def text(*lines, tag="p"):
    return "".join(f"<{tag}>{line}</{tag}>" for line in lines)


def whole(body, head="", foot=FOOT):
    return f'<!DOCTYPE html><html><head><meta charset="utf-8">{head}</head><body>{NAV}{body}{foot}</body></html>'


def content(*lines, name='class="TRS_Editor"', tag="p"):
    return f"<div {name}>{text(*lines, tag=tag)}</div>"


def rows(*pairs, per_row=2):
    cells = [f'<td class="bt"><b>{label}</b></td><td>{value}</td>' for label, value in pairs]
    lines = [cells[place : place + per_row] for place in range(0, len(cells), per_row)]
    return "<table>" + "".join(f"<tr>{''.join(line)}</tr>" for line in lines) + "</table>"


def terms(*pairs):
    return "<dl>" + "".join(f"<dt>{label}</dt><dd>{value}</dd>" for label, value in pairs) + "</dl>"


def grid(*pairs, label="div", value="div"):
    return '<div class="grid">' + "".join(
        f'<div class="cell"><{label} class="k">{name}</{label}><{value} class="v">{said}</{value}></div>'
        for name, said in pairs
    ) + "</div>"  # fmt: skip


VARIANTS: dict[str, tuple[str | bytes, dict]] = {}


def variant(name, page, **stated):
    VARIANTS[name] = (page, stated)


# --- 国务院、部委 ---------------------------------------------------------------------------------

T1 = "国务院办公厅关于加强公园管理的意见"
variant(
    "state council: head table with spaced labels",
    whole(
        rows(
            ("索&nbsp;引&nbsp;号：", "000014349/2022-00031"), ("主题分类：", "城乡建设、环境保护\\城市建设"), ("发文机关：", "国务院办公厅"),
            ("成文日期：", "2022年03月01日"), ("标　　题：", T1), ("", ""), ("发文字号：", "国办发〔2022〕6号"), ("发布日期：", "2022年03月09日"),
            ("主 题 词：", ""),
        )
        + '<div id="UCAP-CONTENT">' + text(f"<strong>{T1}</strong>", "国办发〔2022〕6号", "各省、自治区、直辖市人民政府：", LONG, "国务院办公厅", "2022年3月1日")
        + "</div>",
        f"<title>{T1}_城乡建设_中国政府网</title>",
    ),
    title=T1, index_no="000014349/2022-00031", theme="城乡建设、环境保护\\城市建设", issuers=["国务院办公厅"], signed_on=date(2022, 3, 1),
    doc_no="国办发〔2022〕6号", released_on=date(2022, 3, 9), addressees=["各省、自治区、直辖市人民政府"],
)  # fmt: skip

T2 = "城镇公园管理办法"
variant(
    "state council: an order, person and date above the rules",
    whole(
        content(
            "中华人民共和国国务院令", "第799号", f"《{T2}》已经2022年3月1日国务院第170次常务会议通过，现予公布，自2022年7月1日起施行。", "总理　王某某",
            "2022年3月10日", T2, "第一章　总则", "第一条　为了规范公园管理，制定本办法。", name='class="pages_content"',
        ),
        f"<title>{T2}_行政法规_中国政府网</title>",
    ),
    title=T2, doc_no="中华人民共和国国务院令第799号", issuers=["中华人民共和国国务院"], signed_on=date(2022, 3, 10),
)  # fmt: skip

T3 = "关于做好公园绿化工作的通知"
variant(
    "ministry: dl list, joint issuers parted by spaces",
    whole(
        terms(
            ("索引号", "717817523/2021-00044"), ("发文机关", "住房和城乡建设部　财政部　文化和旅游部"), ("文号", "建城〔2021〕20号"), ("成文日期", "2021-04-02"),
            ("发布日期", "2021-04-08"), ("分类", "城市建设"),
        )
        + content(T3, "建城〔2021〕20号", "各省、自治区住房和城乡建设厅、财政厅：", LONG, "住房和城乡建设部", "财政部", "文化和旅游部", "2021年4月2日"),
        f'<meta name="ArticleTitle" content="{T3}"><title>{T3}</title>',
    ),
    title=T3, index_no="717817523/2021-00044", theme="城市建设", issuers=["住房和城乡建设部", "财政部", "文化和旅游部"], signed_on=date(2021, 4, 2),
    doc_no="建城〔2021〕20号", released_on=date(2021, 4, 8), addressees=["各省、自治区住房和城乡建设厅、财政厅"],
)  # fmt: skip

T4 = "关于公园服务有关税收事项的公告"
variant(
    "ministry: an announcement with a yearly number",
    whole(
        f"<h1>{T4}</h1><p class=fbt>国家税务总局公告2023年第8号</p><p class=time>2023-05-04　来源：国家税务总局</p>{SHARE}"
        + content("国家税务总局公告", "2023年第8号", T4, "为支持公园发展，现就有关税收事项公告如下，自发布之日起施行。", LONG, "特此公告。", "国家税务总局", "2023年4月28日"),
        f"<title>{T4}</title>",
    ),
    title=T4, doc_no="国家税务总局公告2023年第8号", issuers=["国家税务总局"], signed_on=date(2023, 4, 28), released_on=date(2023, 5, 4), source="国家税务总局",
)  # fmt: skip

T5 = "公园水价管理办法"
variant(
    "ministry: an order of two ministries",
    whole(
        content(
            "国家发展和改革委员会", "住房和城乡建设部", "令", "第46号", f"《{T5}》已经委务会议和部务会议审议通过，现予公布，自2021年10月1日起施行。",
            "国家发展和改革委员会主任：何某某", "住房和城乡建设部部长：王某", "2021年8月3日", T5, "第一条　为了规范公园水价，制定本办法。",
        ),
        f"<title>{T5}</title>",
    ),
    title=T5, doc_no="国家发展和改革委员会、住房和城乡建设部令第46号", issuers=["国家发展和改革委员会", "住房和城乡建设部"], signed_on=date(2021, 8, 3),
)  # fmt: skip

# --- 省 -------------------------------------------------------------------------------------------

T6 = "示例省人民政府办公厅关于印发示例省公园条例实施细则的通知"
variant(
    "province: grid of boxes, title in several paragraphs",
    whole(
        grid(
            ("信息索引号：", "11370000MB2846171C/2021-03271"), ("组配分类：", "政府文件"), ("发布机构：", "示例省人民政府办公厅"), ("成文日期：", "2021-06-18"),
            ("公开日期：", "2021-06-25"), ("文号：", "示政办字〔2021〕55号"), ("有效性：", "有效"),
        )
        + content(
            "示例省人民政府办公厅", "关于印发示例省公园条例", "实施细则的通知", "示政办字〔2021〕55号", "各市人民政府，各县（市、区）人民政府，省政府各部门：", LONG,
            "示例省人民政府办公厅", "2021年6月18日", "（此件公开发布）", name='id="zoom"',
        ),
        f"<title>示例省人民政府 政府文件 {T6}</title>",
    ),
    title=T6, index_no="11370000MB2846171C/2021-03271", theme="政府文件", issuers=["示例省人民政府办公厅"], signed_on=date(2021, 6, 18),
    released_on=date(2021, 6, 25), doc_no="示政办字〔2021〕55号", attribute="proactive",
    addressees=["各市人民政府", "各县（市、区）人民政府", "省政府各部门"],
)  # fmt: skip

T7 = "示例省财政厅 示例省园林厅关于公园经费管理的通知"
variant(
    "province: issuers in lines of a cell, date in Chinese numerals",
    whole(
        rows(
            ("索引号", "01234567-8/2020-00012"), ("主题分类", "财政、金融"), ("发文机关", "示例省财政厅<br>示例省园林厅"), ("成文时间", "二〇二〇年十一月二十三日"),
            ("发文字号", "示财建〔2020〕31号"), ("发布时间", "2020年12月1日"), per_row=1,
        )
        + content("示例省财政厅　示例省园林厅", "关于公园经费管理的通知", "示财建〔2020〕31号", "各市财政局、园林局：", LONG, "示例省财政厅　　示例省园林厅", "二○二○年十一月二十三日"),
        f"<title>{T7}</title>",
    ),
    title=T7, index_no="01234567-8/2020-00012", theme="财政、金融", issuers=["示例省财政厅", "示例省园林厅"], signed_on=date(2020, 11, 23),
    doc_no="示财建〔2020〕31号", released_on=date(2020, 12, 1), addressees=["各市财政局、园林局"],
)  # fmt: skip

T8 = "示例省人民政府关于公布公园名录的通知"
variant(
    "province: meta labels only",
    whole(
        content(T8, "各市人民政府：", LONG, "示例省人民政府", "2019年9月9日", name='class="article-content"'),
        f'<meta name="SiteName" content="示例省人民政府"><meta name="SiteDomain" content="www.example.gov.cn"><meta name="SiteIDCode" content="3700000001">'
        f'<meta name="ColumnName" content="政策文件"><meta name="ArticleTitle" content="{T8}"><meta name="PubDate" content="2019-09-12 10:00"><meta name="ContentSource" content="示例省人民政府办公厅">'
        f"<title>{T8}</title>",
    ),
    title=T8, site_id="3700000001", column="政策文件", released_on=date(2019, 9, 12), source="示例省人民政府办公厅", issuers=["示例省人民政府"],
    signed_on=date(2019, 9, 9), addressees=["各市人民政府"],
)  # fmt: skip

T9 = "示例省公园条例"
variant(
    "province: a local law with its adoption line, no number, no signature",
    whole(
        f"<h1>{T9}</h1><div class=info>发布时间：2022-08-02　来源：示例省人大常委会</div>"
        + content("（2022年7月28日示例省第十三届人民代表大会常务委员会第三十六次会议通过）", "第一章　总则", "第一条　为了保护公园，制定本条例。", LONG, name='id="Zoom"'),
        f"<title>{T9}</title>",
    ),
    title=T9, released_on=date(2022, 8, 2), source="示例省人大常委会",
)  # fmt: skip

# --- 市 -------------------------------------------------------------------------------------------

T10 = "示例市人民政府关于促进公园发展的若干措施"
variant(
    "city: the old encoding, labels in list items",
    whole(
        "<ul class=xx><li>索 引 号：SL00-2018-0123</li><li>发文机关：示例市人民政府</li><li>生成日期：2018-05-20</li><li>文 号：示政发[2018]12号</li>"
        "<li>公开日期：2018-05-28</li><li>主题分类：其他</li></ul>"
        + content(T10, "示政发〔2018〕12号", "各区人民政府：", LONG, "示例市人民政府", "2018年5月20日"),
        f'<meta http-equiv="Content-Type" content="text/html; charset=gb2312"><title>{T10}</title>',
    ).replace('<meta charset="utf-8">', "").encode("gb18030"),
    title=T10, index_no="SL00-2018-0123", issuers=["示例市人民政府"], signed_on=date(2018, 5, 20), doc_no="示政发〔2018〕12号", released_on=date(2018, 5, 28),
    theme="其他", addressees=["各区人民政府"],
)  # fmt: skip

T11 = "示例市城市管理局关于公园停车收费的公告"
variant(
    "city: UTF-16, number only in the text",
    whole(
        f"<h1>{T11}</h1><p>日期：2021-02-03　浏览次数：100</p>"
        + content("示城管公告〔2021〕2号", LONG, "特此公告。", "示例市城市管理局", "2021年2月1日"),
        f"<title>{T11}</title>",
    ).encode("utf-16"),
    title=T11, doc_no="示城管公告〔2021〕2号", issuers=["示例市城市管理局"], signed_on=date(2021, 2, 1), released_on=date(2021, 2, 3),
)  # fmt: skip

T12 = "示例市教育局关于公园研学的通知"
variant(
    "city: number only in the table",
    whole(
        rows(("索引号", "SJ01-2022-0009"), ("文号", "示教发〔2022〕18号"), ("发布机构", "示例市教育局"), ("发布日期", "2022-03-04"))
        + content("各区教育局，各直属学校：", LONG, "示例市教育局", "2022年3月2日"),
        f"<title>{T12} - 示例市教育局</title>",
    ),
    title=T12, index_no="SJ01-2022-0009", doc_no="示教发〔2022〕18号", issuers=["示例市教育局"], released_on=date(2022, 3, 4), signed_on=date(2022, 3, 2),
    addressees=["各区教育局", "各直属学校"],
)  # fmt: skip

T13 = "示例市水务局关于公园用水的通知"
variant(
    "city: table and text bear different numbers",
    whole(
        rows(("索引号", "SW01-2022-0009"), ("文号", "示水发〔2022〕18号"), ("发文机关", "示例市水务局"), ("发布日期", "2022-03-04"))
        + content(T13, "示水发〔2022〕81号", "各区水务局：", LONG, "示例市水务局", "2022年3月2日"),
        f"<title>{T13}</title>",
    ),
    title=T13, index_no="SW01-2022-0009", doc_no="示水发〔2022〕18号", issuers=["示例市水务局"], released_on=date(2022, 3, 4), signed_on=date(2022, 3, 2),
    addressees=["各区水务局"],
)  # fmt: skip

T14 = "示例省人民政府关于公园安全的通知"
variant(
    "city: a repost keeps the poster's index number and name out",
    whole(
        rows(("索引号", "QX09-2020-0100"), ("发布机构", "示例市东区人民政府办公室"), ("文号", ""), ("发布日期", "2020-08-08"))
        + content(T14, "示政发〔2020〕14号", "各市人民政府：", LONG, "示例省人民政府", "2020年7月30日"),
        f'<meta name="ArticleTitle" content="（转载）{T14}"><title>（转载）{T14}</title>',
    ),
    title=T14, doc_no="示政发〔2020〕14号", issuers=["示例省人民政府"], signed_on=date(2020, 7, 30), released_on=date(2020, 8, 8), addressees=["各市人民政府"],
)  # fmt: skip

T15 = "示例市人民政府办公室关于调整公园开放时间的通知"
variant(
    "city: labels and values in spans of one line",
    whole(
        "<div class=bar><span>索引号：</span><span>SL02-2023-0042</span>　<span>发文单位：</span><span>示例市人民政府办公室</span>　<span>发文日期：</span><span>2023/1/5</span>　"
        "<span>文件编号：</span><span>示政办〔2023〕3号</span></div>"
        f"<div class=title>{T15}</div><div>时间：2023-01-10 08:30:00　来源：市政府办公室　点击量：5</div>"
        + content("各区人民政府，市政府各部门：", LONG, "示例市人民政府办公室", "2023年1月5日", tag="div"),
        f"<title>{T15}|示例市人民政府</title>",
    ),
    title=T15, index_no="SL02-2023-0042", issuers=["示例市人民政府办公室"], signed_on=date(2023, 1, 5), doc_no="示政办〔2023〕3号",
    released_on=date(2023, 1, 10), source="市政府办公室", addressees=["各区人民政府", "市政府各部门"],
)  # fmt: skip

T16 = "示例市人民政府办公室关于商请支持公园建设的函"
variant(
    "city: a letter, head without the word document",
    whole(
        content("示例市人民政府办公室", "示政办函〔2022〕7号", "示例市人民政府办公室", "关于商请支持公园建设的函", "省园林厅：", LONG, "示例市人民政府办公室", "2022年6月6日", "（此件依申请公开）"),
        "<title>示例市人民政府门户网站</title>",
    ),
    title=T16, doc_no="示政办函〔2022〕7号", issuers=["示例市人民政府办公室"], signed_on=date(2022, 6, 6), attribute="on_request", addressees=["省园林厅"],
)  # fmt: skip

T17 = "示例市公园管理办法（征求意见稿）"
variant(
    "city: a draft states neither number nor date of signing",
    whole(
        f"<h1>{T17}</h1><div>发布时间：2024-02-01</div>" + content("第一条　为了管理公园，制定本办法。", LONG, "第二条　本办法自2024年7月1日起施行。"),
        f"<title>{T17}</title>",
    ),
    title=T17, released_on=date(2024, 2, 1),
)  # fmt: skip

T18 = "示例市统计局2022年公园统计公报"
variant(
    "city: a bulletin with its issuer and date under the title",
    whole(
        content(T18, "示例市统计局", "2023年3月20日", "2022年，全市公园运行平稳。" + LONG, "一、总体情况", "年末全市共有公园一百座。", name='id="artibody"'),
        f"<title>{T18}</title>",
    ),
    title=T18, issuers=["示例市统计局"], signed_on=date(2023, 3, 20),
)  # fmt: skip

# --- 区县、部门 -----------------------------------------------------------------------------------

T19 = "示例区公园管理实施方案"
variant(
    "district: index number beside a blank date, theme by its long label",
    whole(
        rows(("信息索引号", "113701040042/2022-00088"), ("信息分类", "城市管理"), ("成文日期", ""), ("公开日期", "2022-10-11"), ("发布机构", ""), ("文号", "无"))
        + content(T19, "为做好公园管理，制定本方案。" + LONG, "一、工作目标", "年底前完成改造。"),
        f"<title>{T19}</title>",
    ),
    title=T19, index_no="113701040042/2022-00088", theme="城市管理", released_on=date(2022, 10, 11),
)  # fmt: skip

T20 = "示例县人民政府征收土地预公告"
variant(
    "county: an announcement below its head",
    whole(
        content("示例县人民政府公告", "示政告〔2023〕5号", "示例县人民政府", "征收土地预公告", "因公园建设需要，拟征收下列土地，现予公告。" + LONG, "特此公告。", "示例县人民政府", "2023年7月7日"),
        f'<meta name="PubDate" content="2023-07-08"><title>{T20}</title>',
    ),
    title=T20, doc_no="示政告〔2023〕5号", issuers=["示例县人民政府"], signed_on=date(2023, 7, 7), released_on=date(2023, 7, 8),
)  # fmt: skip

T21 = "示例区教育局 示例区公安局 示例区园林局关于公园周边安全的通知"
variant(
    "district: issuers joined by 、 in the table",
    whole(
        grid(("索 引 号", "QJ11-2021-0031"), ("发文机关", "示例区教育局、示例区公安局、示例区园林局"), ("发文字号", "示区教〔2021〕7号"), ("成文日期", "2021.09.01"), ("发布日期", "2021.09.03"), label="span", value="span")
        + content("示例区教育局　示例区公安局　示例区园林局", "关于公园周边安全的通知", "各学校：", LONG, "示例区教育局　示例区公安局", "示例区园林局", "2021年9月1日"),
        f"<title>{T21}</title>",
    ),
    title=T21, index_no="QJ11-2021-0031", issuers=["示例区教育局", "示例区公安局", "示例区园林局"], signed_on=date(2021, 9, 1), doc_no="示区教〔2021〕7号",
    released_on=date(2021, 9, 3), addressees=["各学校"],
)  # fmt: skip

T22 = "示例镇人民政府关于公园开放的通告"
variant(
    "township: nothing but a heading and text",
    whole(content(T22, LONG, "特此通告。", "示例镇人民政府", "2022年5月5日", name='class="content"'), "<title>示例镇政务公开</title>"),
    title=T22, issuers=["示例镇人民政府"], signed_on=date(2022, 5, 5),
)  # fmt: skip

T23 = "示例市市场监督管理局关于公园食品抽检情况的通报"
variant(
    "department: numbers of other documents in the text are not its own",
    whole(
        f"<h2>{T23}</h2><p>发布日期：2023-11-11 16:00　信息来源：食品科　访问量：9</p>"
        + content("根据《示例省食品条例》和示市监发〔2023〕1号文件，现将抽检情况通报如下。" + LONG, "示例市市场监督管理局", "2023年11月10日"),
        f"<title>{T23}</title>",
    ),
    title=T23, released_on=date(2023, 11, 11), source="食品科", issuers=["示例市市场监督管理局"], signed_on=date(2023, 11, 10),
)  # fmt: skip

T24 = "示例市民政局关于公园适老化改造的通知"
variant(
    "department: a fragment of markup with classes nobody knows",
    whole(
        '<section class="x1"><div class="x2"><em>索引号</em><i>SM05-2022-0005</i></div><div class="x2"><em>文　　号</em><i>示民发〔2022〕5号</i></div>'
        '<div class="x2"><em>发布机构</em><i>示例市民政局</i></div><div class="x2"><em>发文日期</em><i>2022年4月4日</i></div></section>'
        + f'<section class="x3"><h1>{T24}</h1>{text("各区民政局：", LONG, LONG, "示例市民政局", "2022年4月4日")}</section>',
        f"<title>{T24}</title>",
    ),
    title=T24, index_no="SM05-2022-0005", doc_no="示民发〔2022〕5号", issuers=["示例市民政局"], signed_on=date(2022, 4, 4), addressees=["各区民政局"],
)  # fmt: skip

T25 = "示例市人民政府关于修改《示例市公园办法》的决定"
variant(
    "city: an order in one line of brackets, elements inside the container",
    whole(
        '<div id="zoom">' + rows(("索引号：", "SL00-2023-0077"), ("组配分类：", "规章"), ("主题分类：", "司法"), ("发布日期：", "2023-09-09"))
        + text("示例市人民政府令", "（第77号）", "《示例市人民政府关于修改〈示例市公园办法〉的决定》已经2023年8月30日市政府第20次常务会议通过，现予公布，自2023年10月1日起施行。",
               "市　长　李某", "2023年9月1日", T25, LONG) + "</div>",
        f"<title>{T25}</title>",
    ),
    title=T25, index_no="SL00-2023-0077", theme="司法", doc_no="示例市人民政府令第77号", issuers=["示例市人民政府"], signed_on=date(2023, 9, 1),
    released_on=date(2023, 9, 9),
)  # fmt: skip
