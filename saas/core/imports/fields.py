"""The target fields of the importer and the headers that dealers' systems give them."""

from enum import StrEnum
from typing import Final


class ImportField(StrEnum):
    """What a column of an imported file can become."""

    STORE = "store"
    CUSTOMER_NAME = "customer_name"
    PHONE = "phone"
    SECOND_PHONE = "second_phone"
    EMAIL = "email"
    ID_NUMBER = "id_number"
    GENDER = "gender"
    BIRTHDAY = "birthday"
    CUSTOMER_TYPE = "customer_type"
    ADDRESS = "address"
    PLATE = "plate"
    VIN = "vin"
    BRAND = "brand"
    SERIES = "series"
    MODEL = "model"
    ENERGY = "energy"
    COLOUR = "colour"
    INVOICE_DATE = "invoice_date"
    DELIVERY_DATE = "delivery_date"
    ODOMETER = "odometer"
    ADVISER = "adviser"
    RO_NUMBER = "ro_number"
    OPENED = "opened"
    COMPLETED = "completed"
    SETTLED = "settled"
    SERVICE_KIND = "service_kind"
    AMOUNT = "amount"
    NOTE = "note"
    SOURCE_ID = "source_id"


F = ImportField

# Written so in their own right: the header alone says what the column is.
CERTAIN: Final[dict[ImportField, str]] = {
    F.STORE: "门店 门店名称 所属门店 店名 4S店 4S店名称 经销店 经销商名称 服务门店 维修门店 进厂门店 store",
    F.CUSTOMER_NAME: "车主姓名 车主 车主名称 车主名 客户姓名 owner customer customer_name customername",
    F.PHONE: (
        "手机号 手机号码 手机 移动电话 车主电话 车主手机 车主手机号 车主手机号码 车主联系电话 "
        "车主联系方式 mobile mobile_phone phone"
    ),
    F.SECOND_PHONE: (
        "备用电话 备用手机 备用手机号 第二电话 第二联系电话 电话2 手机2 手机号2 联系电话2 其他电话 "
        "second_phone"
    ),
    F.EMAIL: "电子邮箱 电子邮件 邮箱 邮箱地址 车主邮箱 客户邮箱 E-MAIL email",
    F.ID_NUMBER: "身份证号 身份证 身份证号码 车主身份证号 车主身份证 车主证件号码 车主证件号 id_number",
    F.GENDER: "车主性别 客户性别",
    F.BIRTHDAY: "车主生日 客户生日 车主出生日期 客户出生日期",
    F.CUSTOMER_TYPE: "客户类型 车主类型",
    F.ADDRESS: "车主地址 车主住址 联系地址 家庭住址 家庭地址 通讯地址",
    F.PLATE: "车牌号 车牌 车牌号码 牌照号 牌照号码 号牌号码 车辆牌照 车号 牌照 plate plate_no plate_number",
    F.VIN: (
        "车架号 VIN VIN码 VIN号 车架号码 车架号/VIN 车架号VIN 底盘号 车辆识别代号 车辆识别代码 "
        "车辆识别码 车架 vin_code"
    ),
    F.SERIES: "车系 车系名称 series",
    F.INVOICE_DATE: (
        "购车日期 购车时间 开票日期 购车发票日期 购车开票日期 发票开具日期 销售日期 invoice_date"
    ),
    F.RO_NUMBER: (
        "工单号 工单编号 维修工单号 委托书号 委托书编号 维修单号 施工单号 派工单号 结算单号 RO号 RO "
        "ro_number ro_no"
    ),
    F.ADVISER: "服务顾问 接待顾问 维修顾问 服务顾问姓名 SA adviser service_adviser",
    F.ODOMETER: "进厂里程",
    F.OPENED: "进厂日期 进厂时间",
    F.SOURCE_ID: "源系统ID 来源ID 来源编号 外部ID 外部编号 源系统编号 系统ID source_id",
}

# The same with a little less certainty: gives way to a certain header of the same field.
LIKELY: Final[dict[ImportField, str]] = {
    F.CUSTOMER_NAME: "客户名称 客户名 客户",
    F.PHONE: "联系手机 客户电话 客户手机 客户手机号 客户手机号码 客户联系电话 联系电话",
    F.ADDRESS: "客户地址 详细地址",
    F.ID_NUMBER: "证件号码 证件号 客户证件号码",
    F.STORE: "分公司名称 分店名称 车店名称 分店 分公司 经销商",
    F.DELIVERY_DATE: "交车日期 新车交车日期 交付日期 新车交付日期 delivery_date",
    F.ODOMETER: (
        "行驶里程 进店里程 进场里程 行驶公里数 公里数 当前里程 里程数 进厂公里数 出厂里程 odometer mileage"
    ),
    F.OPENED: (
        "进店日期 进店时间 来店日期 来厂日期 接车日期 接车时间 接待时间 接待日期 开单日期 "
        "开单时间 到店日期 到店时间 维修日期 opened"
    ),
    F.COMPLETED: "竣工时间 竣工日期 完工日期 完工时间 维修完成时间 completed",
    F.SETTLED: "结算日期 结算时间 结账时间 结账日期 settled",
    F.SERVICE_KIND: "维修类型 维修类别 维修种类 服务类型 业务类型 工单类型 service_kind",
    F.AMOUNT: "结算金额 实收金额 应结金额 消费金额 维修金额 单据金额",
    F.COLOUR: "车身颜色 外观颜色 车色 外观色 颜色 车辆颜色 colour color",
    F.BRAND: "品牌 车辆品牌 汽车品牌 品牌名称 brand",
    F.MODEL: "车型 车型名称 车辆型号 车型号 model",
    F.ENERGY: "能源类型 燃料类型 动力类型 能源种类 燃料种类 energy",
}

# Means this only beside a customer's or vehicle's own columns; gives way to both kinds above.
IN_CONTEXT: Final[dict[ImportField, str]] = {
    F.CUSTOMER_NAME: "姓名 name",
    F.PHONE: "电话 联系方式 联系电话1 手机1 tel",
    F.GENDER: "性别 gender",
    F.BIRTHDAY: "生日 出生日期 birthday",
    F.ADDRESS: "地址 住址 address",
    F.BRAND: "厂牌",
    F.ODOMETER: "里程",
    F.DELIVERY_DATE: "提车日期 提车时间 交车时间",
    F.RO_NUMBER: "单据号 单号",
    F.ADVISER: "业务员 SA姓名",
    F.AMOUNT: "总金额 金额 amount",
    F.NOTE: "备注 备注信息 说明 工单备注 维修备注 note remark",
}
