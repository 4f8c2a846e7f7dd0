"""Seeded documents that read like official ones, in any number, for measuring search.

Composed from the phrase lists below; no real document is in it. Subjects, places and offices are
drawn so unevenly as in life (few are common, many are rare), since that is what search lives on.
"""

from __future__ import annotations

import datetime
import random
from collections.abc import Iterator
from dataclasses import dataclass

from gongkai.search.engine.documents import Put


def _listed(text: str) -> list[str]:
    return text.split()


_SUBJECTS = _listed("""
公租房申请 老旧小区改造 既有住宅加装电梯 住房公积金提取 住房公积金贷款 保障性住房配租 危房改造补助 物业服务收费 商品房预售
不动产登记 二手房交易 房屋租赁备案 城镇职工医疗保险 城乡居民医疗保险 异地就医结算 门诊慢性病待遇 生育津贴 长期护理保险
医疗救助 大病保险 家庭医生签约 预防接种 妇幼健康服务 婚前检查 献血者优待 急救网络建设 养老机构补贴 高龄津贴 社区养老服务
老年人优待证 适老化改造 老年助餐 居家养老 失能老人照护 残疾人两项补贴 残疾人就业 残疾儿童康复救助 无障碍环境建设
最低生活保障 临时救助 特困人员供养 流浪乞讨人员救助 孤儿基本生活保障 留守儿童关爱 义务教育招生 普通高中招生 学前教育资助
民办学校管理 校外培训治理 中小学课后服务 家庭经济困难学生资助 国家助学贷款 职业技能培训补贴 创业担保贷款 一次性创业补贴
高校毕业生就业 就业见习 失业保险金申领 稳岗返还 公益性岗位 劳动人事争议仲裁 农民工工资支付 工伤认定 企业职工养老保险
灵活就业人员参保 社会保险转移接续 社会保障卡 退休审批 人才引进 专业技术职称评审 事业单位招聘 户口迁移 居住证办理 身份证换领
出入境证件 机动车登记 驾驶证换证 电动自行车上牌 网约车经营许可 出租汽车管理 公交线路调整 城市停车管理 道路挖掘许可
农村公路养护 货运车辆通行 超限运输许可 港口经营 水路运输 企业开办 营业执照变更 企业注销 食品经营许可 小餐饮登记
食品安全抽检 药品零售许可 医疗器械备案 特种设备检验 计量器具检定 产品质量监督 消费者权益保护 价格监督检查 反不正当竞争
广告监管 知识产权保护 专利资助 商标注册 高新技术企业认定 研发费用补助 科技型中小企业 技术改造补贴 首台套装备 工业设计
智能制造 数字化转型 中小微企业贷款贴息 融资担保 上市奖励 外资企业登记 外贸转型升级 跨境电商 口岸通关 会展补贴
招商引资 政府采购 工程建设招标投标 施工许可 竣工验收 建筑业企业资质 安全生产许可 燃气安全 供热管理 供水水质 污水处理
生活垃圾分类 建筑垃圾处置 城市绿化 园林养护 户外广告设置 市容环境整治 占道经营治理 违法建设查处 历史建筑保护 土地征收
征地补偿安置 建设用地审批 宅基地审批 耕地保护 永久基本农田 高标准农田建设 农业机械购置补贴 耕地地力保护补贴 政策性农业保险
种子管理 农药经营许可 动物检疫 生猪养殖 奶业振兴 渔业增殖放流 海域使用 林木采伐许可 森林防火 湿地保护 野生动物保护
退耕还林 矿产资源开采 地质灾害防治 水土保持 取水许可 河道采砂 防汛抗旱 水库移民后期扶持 饮用水源保护 大气污染防治
扬尘治理 机动车尾气检测 秸秆禁烧 环境影响评价 排污许可 危险废物管理 噪声污染防治 土壤污染防治 碳排放核查 节能审查
可再生能源 充电基础设施 电力供应 煤炭清洁利用 乡村振兴衔接资金 农村人居环境 农村厕所改造 美丽乡村 村务公开 社区治理
志愿服务 社会组织登记 慈善募捐 婚姻登记 收养登记 殡葬服务 公墓管理 法律援助 公证服务 人民调解 行政复议 律师管理
社区矫正 信访事项办理 普法宣传 禁毒宣传 反电信诈骗 烟花爆竹管理 消防安全检查 大型群众性活动 旅馆业管理 养犬管理
应急预案管理 救灾物资储备 地震监测 气象灾害预警 安全生产检查 危险化学品经营 旅行社管理 旅游景区 文化市场执法 公共图书馆
文物保护 非物质文化遗产 全民健身 体育场馆开放 青少年足球 广播电视 网络安全 政务数据共享 电子证照 一网通办
政务公开 依申请公开 政府信息公开年报 规范性文件清理 重大行政决策 财政预算公开 专项资金管理 国有资产管理 审计整改 统计调查
""")
_ACTS = _listed("""
加强 做好 规范 推进 调整 优化 简化 完善 落实 印发 公布 开展 组织申报 明确 取消 下放 暂停 恢复 延长 提高 修订 废止 实施 贯彻
""")
_FORMS = _listed(
    "通知 意见 办法 实施细则 公告 通告 方案 决定 批复 函 指南 解读 清单 公示 报告 规划"
)
_OFFICES = _listed("""
人民政府办公室 发展和改革局 教育和体育局 科技局 工业和信息化局 民政局 司法局 财政局 人力资源和社会保障局 自然资源局 住房和城乡建设局
城市管理局 交通运输局 水务局 农业农村局 商务局 文化和旅游局 卫生健康局 退役军人事务局 应急管理局 审计局 市场监督管理局
统计局 医疗保障局 行政审批服务局 大数据局 生态环境局 公安局 税务局 信访局 消防救援大队 园林和林业局
""")
_FIRST = "东西南北中上下大小新长平安永泰和清白青金石龙凤玉云海江河山林"
_SECOND = "川阳陵城丰泉水桥口台岭原宁康乐源湖岗坪塘沟沙田屯堡湾"
_MODIFIERS = _listed("""
符合条件的 具有本地户籍的 持有居住证的 在本辖区经营的 首次提出申请的 家庭人均收入低于标准的 已经参加社会保险的 连续居住满一年的
取得合法资质的 被列入失信名单的 年满六十周岁的 受灾情影响的 因病因残造成困难的 新招用毕业生的 从事相关行业的
""")
_WHO = _listed("""
申请人 居民家庭 用人单位 企业法人 个体工商户 农民专业合作社 社会组织 村民委员会 居民委员会 镇街便民服务中心 经办机构 主管部门
施工单位 产权单位 运营单位 受益人员 监护人 高校毕业生 退役军人 困难职工 种粮农户 第三方机构
""")
_DUTIES = _listed("""
应当在{n}个工作日内提出书面申请 可以通过政务服务平台在线办理 应当如实提交身份证明和相关材料 应当接受街道办事处的入户核查
可以按规定享受{n}00元的一次性补贴 不得以任何理由收取押金或者保证金 应当于每月{n}日前报送上月情况 可以委托近亲属代为办理
应当建立台账并保存{n}年以上 应当公开办事流程、收费标准和投诉电话 逾期未补正的视为放弃申请 应当自收到申请之日起{n}日内作出决定
可以向上一级机关申请复核 应当对公示期满无异议的名单予以确认 应当按照不低于百分之{n}的比例安排资金 不再提交户口簿等纸质证明
可以选择就近的窗口或者自助终端办理 应当每半年组织一次检查并通报结果 对弄虚作假的依法追回资金 应当优先保障重点人群的基本需求
应当严格执行国家标准和行业规范 应当落实主体责任并指定专人负责 可以给予最长{n}个月的过渡期 应当会同有关部门联合开展专项行动
""")
_LEADS = _listed("""
根据上级有关规定 结合本地实际 为进一步方便群众办事 经研究决定 按照职责分工 在规定期限内 对符合政策的情形 遇有特殊情况的
为保障公平公正 自本文件施行之日起 涉及多个部门的事项 通过信息共享能够核验的 为切实减轻企业负担 经公示无异议后 依照法定程序
""")
_EVERYDAY = _listed("""
怎么办 需要什么材料 去哪里办 多少钱 有什么条件 什么时候开始 能不能网上办 要几天 给多少补贴 谁可以申请 到期了怎么办 电话是多少
""")
_KINDS = _listed("document interpretation guide notice question")
_SITES = _listed("portal weibo wechat gazette")


@dataclass(frozen=True, slots=True)
class Query:
    """A query of the measurement: text, and one filter or none."""

    text: str
    filters: dict[str, object]


class OfficialText:
    """A source of documents and queries; equal seeds give equal texts."""

    def __init__(self, seed: int = 1) -> None:
        self._random = random.Random(seed)
        self._asking = random.Random(f"queries {seed}")
        self.places = self._make_places()
        self._weights = [1 / (rank + 3) for rank in range(len(_SUBJECTS))]
        self._common = [self._sentence("") for _ in range(6000)]
        self._special = {
            subject: [self._sentence(subject) for _ in range(120)] for subject in _SUBJECTS
        }

    def documents(self, number: int) -> Iterator[Put]:
        """That many documents, with ids from 1."""
        draw = self._random
        subjects = draw.choices(_SUBJECTS, self._weights, k=number)
        first = datetime.date(2012, 1, 1)
        for id, subject in enumerate(subjects, 1):
            released = first + datetime.timedelta(days=int(4700 * draw.random() ** 0.6))
            yield self._document(id, subject, released)

    def queries(self, number: int) -> list[Query]:
        """Words, places with words, everyday questions and a few document numbers."""
        return [self._query() for _ in range(number)]

    def _make_places(self) -> list[str]:
        names = {a + b for a in _FIRST for b in _SECOND if a != b}
        chosen = self._random.sample(sorted(names), 300)
        return [name + self._random.choice("市区县区县镇街镇") for name in chosen]

    def _sentence(self, subject: str) -> str:
        draw = self._random
        about = f"办理{subject}的" if subject and draw.random() < 0.5 else ""
        lead = draw.choice(_LEADS) + "，" if draw.random() < 0.6 else ""
        who = (
            draw.choice(_MODIFIERS) + draw.choice(_WHO)
            if draw.random() < 0.6
            else draw.choice(_WHO)
        )
        duty = draw.choice(_DUTIES).format(n=draw.randint(2, 30))
        tail = (
            "，" + draw.choice(_DUTIES).format(n=draw.randint(2, 30)) if draw.random() < 0.5 else ""
        )
        other = f"，并做好{draw.choice(_SUBJECTS)}的衔接工作" if draw.random() < 0.25 else ""
        return f"{lead}{about}{who}{duty}{tail}{other}。"

    def _document(self, id: int, subject: str, released: datetime.date) -> Put:
        draw = self._random
        place, office = draw.choice(self.places), draw.choice(_OFFICES)
        act, form = draw.choice(_ACTS), draw.choice(_FORMS)
        title = f"{place}{office}关于{act}{subject}{draw.choice(('工作', '有关事项', '', '若干问题'))}的{form}"
        number = f"{place[0]}{office[0]}发〔{released.year}〕{1 + id % 300}号"
        size = max(4, min(90, int(draw.lognormvariate(2.75, 0.6))))
        special = draw.choices(self._special[subject], k=size * 3 // 5)
        parts = [f"{title}\n{number}\n{place}各有关单位：\n", *special]
        parts += draw.choices(self._common, k=size - len(special))
        parts.append(
            f"\n联系人：{draw.choice(_FIRST)}{draw.choice(_SECOND)}，电话{draw.randint(2000000, 8999999)}。"
        )
        unit = 1 + _OFFICES.index(office) + 40 * (id % 300)
        ends = released + datetime.timedelta(days=365 * draw.randint(2, 12))
        return Put(
            id=id, title=title, text="".join(parts), numbers=(number,), unit=unit,
            within=(unit, 100_000 + id % 300, 200_000 + id % 16), theme=subject[:2],
            subtheme=subject, type=form, kind=draw.choice(_KINDS), doc_class=act,
            year=released.year, site=draw.choice(_SITES), released=released,
            effective_from=released, expires_on=ends if draw.random() < 0.3 else None,
        )  # fmt: skip

    def _query(self) -> Query:
        draw = self._asking
        subject = draw.choices(_SUBJECTS, self._weights)[0]
        place = draw.choice(self.places)
        shape = draw.random()
        if shape < 0.35:
            text = subject
        elif shape < 0.6:
            text = f"{place}{subject}"
        elif shape < 0.9:
            text = f"{draw.choice(('', place))}{draw.choice(_MODIFIERS)}{draw.choice(_WHO)}{subject}{draw.choice(_EVERYDAY)}？"
        elif shape < 0.95:
            text = f"{place[0]}{draw.choice(_OFFICES)[0]}发{draw.randint(2013, 2024)}{draw.randint(1, 300)}号"
        else:
            text = subject[-2:]
        choices: list[dict[str, object]] = [
            {"type": draw.choice(_FORMS)},
            {"year": draw.randint(2015, 2024)},
            {"within": 200_000 + draw.randrange(16)},
            {"validity": "valid"},
        ]
        return Query(text, draw.choice(choices))
