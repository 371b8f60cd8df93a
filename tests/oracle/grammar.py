"""Every mapping of a scheme, of a cases file and of the rows in it: its keys as `中文 english: type`.

A type is one of
  text number integer date flag anything    a scalar (anything: left as it stands)
  words X        a word of the vocabulary X;  words X or text   that, or a word an organisation invented
  X              a mapping of the shape X
  [T]            a list of T (one T alone is a list of one)
  {T}            a mapping from invented names to T
  T or U         the first that fits
"""

WORDS = {
    "subject": "党员 person | 党组织 organisation",
    "form": "事件 event | 状态 state | 评定 assessment | 投票 ballot",
    "need": "必填 required | 选填 optional | 必需 required | 可选 optional",
    "hearing": "陈述申辩 before_counting",
    "mode": "四舍五入 half_up | 去尾 down | 进一 up",
    "period": "日 day | 月 month | 季 quarter | 半年 half | 年 year",
    "roster": "期末 period_end | 期内 any_day",
    "placed": "期末 last_day | 期初 first_day | 最长 longest",
    "state": "计分 scored | 免评 exempt | 中止 suspended | 时间不足 too_short | 存档 archived | 未知 unknown"
    " | 移出 excluded | 不在表 absent",
    "by": "分类 class | 身份 status | 类型 type | 任职 post",
    "combine": "相加 sum | 取最高 highest | 取最低 lowest | 平均 mean | 加权 weighted",
    "unknown": "阻断 block | 计零 zero | 略去 left_out",
    "whose": "本人 self | 成员 members | 全体成员 all_members | 所在组织 organisation",
    "window": "本期 in_period | 本年累计 year_to_date | 存续 persisting",
    "per": "次 fact | 事 matter | 日 day | 月 month | 季 quarter | 半年 half | 年 year | 期 period",
    "steps": "整份 whole | 按比例 prorated",
    "tiers": "取一档 first | 逐档累加 added",
    "brackets": "分段 marginal | 全额 whole",
    "select": "事由 matter | 级别 level | 角色 role | 事项 kind | 日 day | 月 month | 季 quarter | 半年 half | 年 year | 规则 rule",
    "keep": "最高 highest | 最低 lowest | 最先 first | 最后 last",
    "members": "在册 members",
    "within": "全体 all | 组织 organisation | 分类 class | 类型 type | 上级 parent",
    "over": "阻断 block | 按数量 largest | 按先后 earliest",
    "portion": "本人 self",
    "absent": "归本人 return | 不计 drop",
    "aggregate": "相加 sum | 平均 mean | 最高 highest | 最低 lowest | 最近 latest",
    "empty": "计零 zero | 未知 unknown | 略去 left_out",
    "none": "原值 none",
    "score": "总分 score",
    "measure": "数量 quantity | 评分 mark | 级别 level | 历时 duration | 逾期 lateness | 延迟 delay | 序次 ordinal",
    "tally": "次数 count | 合计 sum | 平均 mean | 最高 highest | 最低 lowest | 最近 latest | 种数 distinct"
    " | 存续月数 months | 存续天数 days",
    "tally_of": "数量 quantity | 评分 mark | 事由 matter | 日 day | 主体 subject | 评分人 rater",
    "roster_stat": "次数 count | 合计 sum | 平均 mean | 最高 highest | 最低 lowest",
    "group_stat": "平均 mean | 最高 highest | 最低 lowest | 人数 count | 合计 sum | 名次 rank",
    "taken": "总分 score | 等次 grade | 名次 rank | 人数 of",
    "take_period": "同期 same | 各期 children | 上期 previous | 去年同期 last_year",
    "via": "本人 self | 所在组织 organisation | 成员 members | 上级 parent | 下级 children | 全体 all",
    "gather": "平均 mean | 合计 sum | 最高 highest | 最低 lowest | 个数 count",
    "missing": "未知 unknown | 计零 zero | 阻断 block | 略去 left_out",
    "edge": "一并列入 include | 均不列入 exclude",
    "ties": "并列跳号 competition | 并列不跳号 dense",
    "order": "高到低 descending | 低到高 ascending",
    "all": "全部 all",
    "publish": "全部 all",
    "freeze_from": "当日 its_day | 全期 whole_period",
    "reduce_of": "起评分 base | 总分 score",
    "outcome": "表彰 commendation | 培养 development | 谈话提醒 reminder_talk | 约谈 summons_talk | 帮扶谈话 helping_talk"
    " | 批评教育 criticism | 通报批评 circular_criticism | 诫勉谈话 admonition | 整改 rectification | 挂钩 pay | 岗位 post"
    " | 组织处理 disposition | 转出 redemption | 计入 carry | 其他 other",
    "target": "本人 self | 所在组织 organisation",
    "nothing": "无 none",
}

COMPARISON = """
    达到 ge: number or amount or date or text
    超过 gt: number or amount or date or text
    不足 lt: number or amount or date or text
    不超过 le: number or amount or date or text
    等于 eq: number or amount or date or text
"""

LIMITS = """
    分期限额 per_period: [per_period]
    加分封顶 bonus_max: number or amount
    扣分封顶 deduction_max: number or amount
    保底 min: number or amount
    封顶 max: number or amount
    不封顶 uncapped: flag
    扣完为止 floored: flag
"""

NAMED = """
    名称 name: text
    代码 code: text
    条款 clause: text
    依据 basis: text
    说明 note: text
"""

MATCH = """
    事项 facts: [text]
    其中 where: condition
    除外 except: condition
    归于 whose: words whose or relation
    时间 window: words window or window
"""

AMOUNT = """
    参数 parameter: text
    按 by: words by
    各值 values: {number or amount}
    其他 otherwise: number or amount
"""

SCHEME = {
    "scheme": """
        办法 scheme: text
        代码 code: text
        版本 version: text
        施行 effective: date
        失效 expires: date
        依据 basis: text
        说明 note: text
        继承 extends: text
        删除 removes: [text]
        锁定 locked: [text]
        取整 rounding: rounding
        周期 periods: {period_kind}
        参数 parameters: {parameter}
        事项 facts: {fact_kind}
        类别 categories: {category}
        维度 dimensions: [text]
        计分表 tables: [table]
        流程 workflow: anything
        公示 notices: anything
        异议 objections: anything
    """,
    "rounding": """
        位数 places: integer
        方式 mode: words mode
    """,
    "period_kind": """
        起 start: text
        月数 months: integer
        说明 note: text
    """,
    "parameter": """
        值 value: number
        说明 note: text
        依据 basis: text
        最小 minimum: number
        最大 maximum: number
    """,
    "fact_kind": """
        代码 code: text
        对象 subject: words subject
        形态 form: words form
        单位 unit: text
        小数位 decimals: integer
        数量范围 quantity_range: [number]
        级别 levels: [text]
        评分范围 mark_range: [number]
        角色 roles: [text]
        事由 matter: words need
        佐证 evidence: words need
        录入 entered_by: [text]
        文号 document: words need
        先行 hearing: words hearing
        依据 basis: text
        说明 note: text
    """,
    "category": LIMITS + "说明 note: text\n依据 basis: text",
    "per_period": """
        每 per: words period or text
        封顶 max: number or amount
        保底 min: number or amount
    """,
    "table": NAMED
    + LIMITS
    + """
        对象 subject: words subject
        周期 period: words period or text
        主表 main: flag
        适用 applies: condition
        名单 roster: words roster
        归属 placed: words placed
        状态 states: [state_entry]
        取整 rounding: rounding
        起评分 base: number or amount
        按在册折算 prorated: flag
        指标 indicators: [node]
        共同封顶 joint_caps: [joint_cap]
        构成 parts: [part]
        一票否决 vetoes: [veto]
        排名 ranks: [board]
        等次 grades: [system]
        结果运用 outcomes: [outcome]
    """,
    "state_entry": """
        名称 name: text
        说明 note: text
        依据 basis: text
        条款 clause: text
        状态 state: words state
        当 when: condition
        理由 reason: text
    """,
    "joint_cap": NAMED
    + """
        项目 of: [text]
        封顶 max: number or amount
        保底 min: number or amount
        类别 category: text
    """,
    "node": NAMED
    + LIMITS
    + """
        类别 category: text
        维度 dimension: text
        适用 applies: condition
        起评分 base: number or amount
        合计 combine: words combine
        权重 weight: number or amount
        取舍 selection: [selection]
        未知 unknown: words unknown or substitute
        自选 slots: slots
        指标 indicators: [node]
        评分标准 rules: [rule]
    """,
    "substitute": "代以 substitute: number or amount",
    "slots": """
        项数 count: number or amount
        每项封顶 max_each: number or amount
    """,
    "rule": NAMED
    + LIMITS
    + MATCH
    + """
        维度 dimension: text
        适用 applies: condition
        权重 weight: number or amount
        未知 unknown: words unknown or substitute
        计 per: words per or text
        取数 measure: number or words measure or expression
        每次 each: number or amount
        每单位 per_unit: number or amount or per_unit
        按级别 by_level: {number or amount or {number or amount}}
        按角色 by_role: {number or amount}
        按词 by_word: {number or amount}
        分档 tiers: tiers
        累进 brackets: brackets
        酌情 range: range
        折算 factor: number or amount
        基准 benchmark: benchmark
        角色系数 role_factor: {number or amount}
        加重 escalate: escalate
        取舍 selection: [selection]
        名额 quota: quota
        分享 share: share
        合计 aggregate: words aggregate
        无事项 empty: words empty
        起评分 base: number or amount
    """,
    "relation": """
        关系 related: text
        反向关系 related_by: text
        所辖成员 led: text
        任职 holder: text
    """,
    "window": """
        滚动 rolling: span
        有效期 valid: span
        自 since: since
        月数 months: number or amount
    """,
    "span": """
        年 years: number or amount
        月 months: number or amount
        日 days: number or amount
        按级别 by_level: {span}
    """,
    "since": """
        事项 facts: text
        属性 attribute: text
    """,
    "per_unit": """
        每 of: number or amount
        得 points: number or amount
        计法 steps: words steps
    """,
    "tiers": """
        档 bands: [tier]
        计法 count: words tiers
        其他 otherwise: number or amount
    """,
    "tier": COMPARISON + "得 points: number or amount\n说明 note: text",
    "brackets": """
        段 parts: [bracket]
        计法 count: words brackets
    """,
    "bracket": """
        至 up_to: number or amount
        每单位 rate: number or amount
    """,
    "range": """
        自 from: number or amount
        至 to: number or amount
    """,
    "benchmark": """
        基准 at: number or words measure or expression
        每 step: number or amount
        高出 above: number or amount
        低于 below: number or amount
        基点 points_at: number or amount
        计法 steps: words steps
    """,
    "escalate": """
        倍数 factors: [number or amount]
        每 per: words period or text
    """,
    "selection": """
        按 by: [words select]
        留 keep: words keep
        个数 count: number or amount
        免 skip: number or amount
    """,
    "quota": """
        人数 count: number or amount
        比例 share: number or amount
        分母 of: words members
        范围 within: words within
        取整 rounding: words mode
        超额 over: words over
        同分 ties: words edge
        至少 at_least: number or amount
    """,
    "share": """
        份额 portions: [portion]
        无人 absent: words absent
    """,
    "portion": """
        归 to: words portion or relation
        比例 rate: number or amount
    """,
    "part": NAMED
    + """
        指标 of: words score or text
        权重 weight: number or amount
        归一 normalise: words none or normalise
        未知 unknown: words unknown or substitute
    """,
    "normalise": """
        满分 full: number or amount
        比最高 best: words within
        比均值 mean: words within
        折成 to: number or amount
    """,
    "amount": AMOUNT,
    "expression": AMOUNT
    + """
        统计 tally: words tally
        取 of: words tally_of
        事项 facts: [text]
        其中 where: condition
        归于 whose: words whose or relation
        时间 window: words window or window
        去极 trim: number or amount
        无事项 empty: number or words empty or amount
        属性 attribute: text
        缺 missing: number or words missing or amount
        成员 roster: roster_query
        取自 take: take
        组内 group: group
        相加 plus: [number or words measure or expression]
        相减 minus: [number or words measure or expression]
        相乘 times: [number or words measure or expression]
        相除 ratio: [number or words measure or expression]
        零分母 over_zero: number or amount
        较大 larger: [number or words measure or expression]
        较小 smaller: [number or words measure or expression]
        欠缺 shortfall: shortfall
        超出 excess: excess
        择 choose: [choice]
        得分 points: words score or text
    """,
    "roster_query": """
        统计 tally: words roster_stat
        属性 attribute: text
        其中 where: condition
    """,
    "take": """
        表 table: text
        值 value: words taken or text
        期 period: words take_period
        经由 via: words via or relation
        汇总 aggregate: words gather
        其中 where: condition
        缺 missing: number or words missing or amount
        榜 board: text
        体系 system: text
        办法 scheme: text
    """,
    "group": """
        统计 stat: words group_stat
        取 of: number or words measure or expression
        范围 within: words within
    """,
    "shortfall": """
        应 target: number or words measure or expression
        实 actual: number or words measure or expression
    """,
    "excess": """
        限 limit: number or words measure or expression
        实 actual: number or words measure or expression
    """,
    "choice": """
        当 when: condition
        取 value: number or words measure or expression
        否则 otherwise: number or words measure or expression
    """,
    "comparison": COMPARISON,
    "compared": COMPARISON + "数 of: number or words measure or expression",
    "condition": """
        全部 all: [condition]
        任一 any: [condition]
        非 not: condition
        事项 kind: [text]
        级别 level: [text]
        角色 role: [text]
        事由 matter: [text]
        登记人 by: [text]
        数量 quantity: comparison
        评分 mark: comparison
        历时 duration: comparison
        逾期 lateness: comparison
        延迟 delay: comparison
        月份 months: [integer]
        身份 status: [text]
        标记 flag: [text]
        分类 class: [text]
        类型 type: [text]
        组织 organisation: [text]
        任职 post: [text]
        属性 attribute: {comparison or [text]}
        任期 tenure: tenure
        在册天数 days_enrolled: comparison
        有事项 has: has
        比较 compare: [compared]
        等次 grade: {[text]}
        名次 rank: rank_place
        状态 state: [words state]
        连续 streak: streak
    """,
    "tenure": """
        自 since: text
        月数 months: comparison
    """,
    "has": MATCH + "次数 count: comparison",
    "rank_place": """
        榜 board: text
        前 top: number or amount
        前比 top_share: number or amount
        后 bottom: number or amount
        后比 bottom_share: number or amount
        取整 rounding: words mode
        至少 at_least: number or amount
        同分 ties: words edge
    """,
    "streak": """
        期数 periods: number or amount
        表 table: text
        当 when: condition
    """,
    "veto": NAMED
    + """
        情形 facts: case_of
        当 when: condition
        解除 lifted_by: case_of
        后果 effects: [effect]
    """,
    "case_of": MATCH,
    "effect": """
        清零 zero: [words score or text]
        冻结 freeze: [words all or text]
        自 from: words freeze_from
        扣减 reduce: reduce
        定等 grade: {text}
        等次上限 ceiling: {text}
        失格 ineligible: [words all or text]
        不排名 unranked: flag
        移出 exclude: flag
    """,
    "reduce": """
        比例 rate: number or amount
        于 of: words reduce_of
        每件 each: flag
    """,
    "board": NAMED
    + """
        范围 within: words within
        依 by: words score or text
        次序 order: words order
        同分 ties: words ties
        再比 tie_breakers: [words score or expression or text]
        适用 applies: condition
        公布 publish: words publish or publish or text
    """,
    "publish": "前 top: number or amount",
    "system": NAMED
    + """
        依 by: words score or expression or text
        档 bands: [grade_band]
        无 otherwise: text
    """,
    "grade_band": COMPARISON
    + """
        名 name: text
        当 when: condition
        名额 quota: quota
        说明 note: text
    """,
    "outcome": NAMED
    + """
        种类 kind: words outcome
        当 when: condition
        除外 except: condition
        对象 target: words target or relation
        金额 amount: number or words measure or expression
        取整 rounding: rounding
        单位 unit: text
        决定 decided_by: text
        名额 quota: quota
        一般 as_a_rule: flag
    """,
}

ROWS = {
    "cases_file": """
        说明 note: text
        方案 scheme: anything
        考点 exercises: [text]
        共用 common: anything
        案例 cases: [anything]
    """,
    "world": """
        组织 organisations: [organisation]
        名册 roster: [member]
        关系 relations: [relation_row]
        参数 parameters: [parameter_row]
        历史 history: [history_row]
        事项 facts: [fact]
        供数 feed: [feed_row]
    """,
    "case": """
        名称 name: text
        说明 note: text
        周期 period: text
        截至 as_of: date
        知悉 known_at: date
        组织 organisations: anything
        名册 roster: anything
        关系 relations: anything
        参数 parameters: anything
        历史 history: anything
        事项 facts: anything
        供数 feed: anything
        期望 expect: [expectation]
        期望错误 expect_error: text
        考点 exercises: [text]
    """,
    "organisation": """
        编号 id: text
        名称 name: text
        类型 type: text
        上级 parent: text
        分类 class: text
        自 from: date
        至 to: date
        属性 attributes: {attribute}
        说明 note: text
    """,
    "member": """
        编号 id: text
        姓名 name: text
        身份 status: text
        组织 organisation: text
        自 from: date
        至 to: date
        标记 flags: [text]
        属性 attributes: {attribute}
        说明 note: text
    """,
    "relation_row": """
        主体 subject: text
        关系 relation: text
        对象 target: text
        自 from: date
        至 to: date
    """,
    "parameter_row": """
        名称 name: text
        值 value: number
        组织 organisation: text
        自 from: date
    """,
    "history_row": """
        主体 subject: text
        周期 period: text
        版本 version: integer
        表 table: text
        值 value: words score or text
        得分 points: number
        状态 state: words state
        等次 grade: text
        名次 rank: integer
        总数 of: integer
    """,
    "feed_row": """
        办法 scheme: text
        主体 subject: text
        周期 period: text
        版本 version: integer
        表 table: text
        值 value: words score or text
        得分 points: number
        状态 state: words state
        等次 grade: text
        名次 rank: integer
        总数 of: integer
    """,
    "fact": """
        编号 id: text
        主体 subject: text
        事项 kind: text
        日期 date: date
        止 until: date
        记录 recorded: date
        数量 quantity: number
        评分 mark: number
        级别 level: text
        事由 matter: text
        角色 role: text
        评分人 rater: text
        登记人 by: text
        备注 note: text
        更正 reverses: text
    """,
    "expectation": """
        主体 subject: text
        得分 points: number or words state
        值 value: words score or text
        表 table: text
        状态 state: words state
        名次 rank: integer or words nothing
        总数 of: integer
        榜 board: text
        等次 grade: words nothing or text
        体系 system: text
        结果 outcome: text
        对象 target: text
        金额 amount: number
        无结果 no_outcome: text
        说明 note: text
    """,
}

SHAPES = SCHEME | ROWS
