//! Invented, generic names: no entry is meant to be anybody.

use crate::rng::Rng;

/// Surnames with their romanisation.
pub(crate) const SURNAMES: &[(&str, &str)] = &[
    ("王", "Wang"),
    ("李", "Li"),
    ("张", "Zhang"),
    ("刘", "Liu"),
    ("陈", "Chen"),
    ("杨", "Yang"),
    ("黄", "Huang"),
    ("赵", "Zhao"),
    ("吴", "Wu"),
    ("周", "Zhou"),
    ("徐", "Xu"),
    ("孙", "Sun"),
    ("马", "Ma"),
    ("朱", "Zhu"),
    ("胡", "Hu"),
    ("郭", "Guo"),
    ("何", "He"),
    ("林", "Lin"),
    ("高", "Gao"),
    ("罗", "Luo"),
    ("郑", "Zheng"),
    ("梁", "Liang"),
    ("谢", "Xie"),
    ("宋", "Song"),
    ("唐", "Tang"),
    ("许", "Xu"),
    ("韩", "Han"),
    ("冯", "Feng"),
    ("邓", "Deng"),
    ("曹", "Cao"),
    ("彭", "Peng"),
    ("曾", "Zeng"),
    ("肖", "Xiao"),
    ("田", "Tian"),
    ("董", "Dong"),
    ("潘", "Pan"),
    ("袁", "Yuan"),
    ("蔡", "Cai"),
    ("蒋", "Jiang"),
    ("余", "Yu"),
    ("欧阳", "Ouyang"),
    ("上官", "Shangguan"),
];

/// Characters of given names with their romanisation.
const GIVEN: &[(&str, &str)] = &[
    ("伟", "Wei"),
    ("芳", "Fang"),
    ("娜", "Na"),
    ("敏", "Min"),
    ("静", "Jing"),
    ("丽", "Li"),
    ("强", "Qiang"),
    ("磊", "Lei"),
    ("军", "Jun"),
    ("洋", "Yang"),
    ("勇", "Yong"),
    ("艳", "Yan"),
    ("杰", "Jie"),
    ("娟", "Juan"),
    ("涛", "Tao"),
    ("明", "Ming"),
    ("超", "Chao"),
    ("霞", "Xia"),
    ("平", "Ping"),
    ("刚", "Gang"),
    ("桂", "Gui"),
    ("英", "Ying"),
    ("华", "Hua"),
    ("建", "Jian"),
    ("文", "Wen"),
    ("玲", "Ling"),
    ("斌", "Bin"),
    ("宇", "Yu"),
    ("浩", "Hao"),
    ("欣", "Xin"),
    ("怡", "Yi"),
    ("梓", "Zi"),
    ("涵", "Han"),
    ("晨", "Chen"),
    ("雨", "Yu"),
    ("雪", "Xue"),
    ("婷", "Ting"),
    ("慧", "Hui"),
    ("鹏", "Peng"),
    ("飞", "Fei"),
    ("辉", "Hui"),
    ("凯", "Kai"),
    ("佳", "Jia"),
    ("思", "Si"),
    ("远", "Yuan"),
    ("嘉", "Jia"),
    ("宁", "Ning"),
    ("俊", "Jun"),
    ("琪", "Qi"),
    ("瑶", "Yao"),
    ("博", "Bo"),
    ("航", "Hang"),
    ("睿", "Rui"),
    ("可", "Ke"),
    ("楠", "Nan"),
    ("森", "Sen"),
];

/// Cities with two of their districts.
pub(crate) const CITIES: &[(&str, [&str; 2])] = &[
    ("广东省广州市", ["海珠区", "天河区"]),
    ("广东省深圳市", ["南山区", "福田区"]),
    ("上海市", ["徐汇区", "浦东新区"]),
    ("北京市", ["海淀区", "朝阳区"]),
    ("浙江省杭州市", ["西湖区", "滨江区"]),
    ("四川省成都市", ["武侯区", "锦江区"]),
    ("湖北省武汉市", ["洪山区", "江汉区"]),
    ("江苏省南京市", ["鼓楼区", "建邺区"]),
    ("陕西省西安市", ["雁塔区", "碑林区"]),
    ("重庆市", ["渝北区", "南岸区"]),
    ("山东省青岛市", ["市南区", "崂山区"]),
    ("福建省厦门市", ["思明区", "湖里区"]),
];

/// Nicknames of WeChat users, as people choose them.
const NICKNAMES: &[&str] = &[
    "清风徐来",
    "平安是福",
    "小确幸☀️",
    "一叶知秋",
    "Sunny",
    "云淡风轻",
    "阿杰Jack",
    "果果妈妈",
    "追梦人",
    "静待花开🌸",
    "大海的味道",
    "简单生活",
    "Kevin.L",
    "猫的报恩",
    "向阳而生",
    "老兵不老",
    "江南烟雨",
    "开心每一天^_^",
    "木子李",
    "Mr.Right",
    "小鱼儿🐟",
    "岁月静好",
    "天道酬勤",
    "Coco",
    "沐阳",
    "东方红建材",
    "旺旺超市",
    "喵喵喵",
    "A惠民五金",
    "诗和远方",
];

/// Draws a given name of one or two characters with its romanisation.
pub(crate) fn given_name(rng: &mut Rng) -> (String, String) {
    let first = GIVEN[rng.below(GIVEN.len())];
    if rng.chance(380) {
        return (first.0.to_owned(), first.1.to_owned());
    }
    let second = GIVEN[rng.below(GIVEN.len())];
    (format!("{}{}", first.0, second.0), format!("{}{}", first.1, second.1.to_lowercase()))
}

/// Draws a WeChat user's nickname; `surname` and `given` are the real name.
pub(crate) fn nickname(rng: &mut Rng, surname: &str, given: &str) -> String {
    match rng.below(10) {
        0..=3 => format!("{surname}{given}"),
        4 => format!("{surname}{}", rng.word(&["总", "姐", "哥", "老师", "先生", "女士"])),
        5 => format!("{given}{}", rng.word(&["", "~", "🌟", "宝妈", "在路上"])),
        _ => {
            format!("{}{}", rng.word(NICKNAMES), if rng.chance(250) { rng.digits(2) } else { String::new() })
        }
    }
}
