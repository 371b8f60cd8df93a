"""One table, written once: the audit trail."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Action(models.TextChoices):
    """Everything the portal can do that leaves a trace. A new operation adds its word here first."""

    SIGNED_IN = "signed_in", _("登录")
    SIGN_IN_FAILED = "sign_in_failed", _("登录失败")
    SIGNED_OUT = "signed_out", _("退出")
    PASSWORD_CHANGED = "password_changed", _("修改密码")
    SECOND_FACTOR_CHANGED = "second_factor_changed", _("变更二次验证")
    ACCOUNT_MADE = "account_made", _("开设账号")
    ACCOUNT_SLIP_MADE = "account_slip_made", _("重置密码并打印账号条")
    ACCOUNT_DISABLED = "account_disabled", _("停用账号")
    ACCOUNT_ENABLED = "account_enabled", _("启用账号")
    DUTY_CHANGED = "duty_changed", _("变更管理职责")
    SESSIONS_ENDED = "sessions_ended", _("结束其他设备上的登录")
    NOTICES_READ = "notices_read", _("标记通知已读")
    AUDIT_SEARCHED = "audit_searched", _("查阅操作记录")
    AUDIT_EXPORTED = "audit_exported", _("导出操作记录")
    TRIAL_MADE = "trial_made", _("上传台账试算")
    TRIAL_SETTLED = "trial_settled", _("试算完成")
    TRIAL_KEPT = "trial_kept", _("保留试算")
    TRIAL_DISCARDED = "trial_discarded", _("丢弃试算")
    CALENDAR_CORRECTED = "calendar_corrected", _("更正工作日历")
    ORGANISATION_OPENED = "organisation_opened", _("设立组织")
    ORGANISATION_CHANGED = "organisation_changed", _("变更组织")
    ORGANISATION_MOVED = "organisation_moved", _("调整组织隶属")
    ORGANISATION_CLOSED = "organisation_closed", _("撤销组织")
    MEMBER_ADDED = "member_added", _("人员入册")
    MEMBER_TRANSFERRED = "member_transferred", _("转接组织关系")
    MEMBER_CHANGED = "member_changed", _("变更身份或标记")
    MEMBER_LEFT = "member_left", _("结束组织关系")
    MEMBER_RETURNED = "member_returned", _("恢复组织关系")
    LATER_CHANGE_WITHDRAWN = "later_change_withdrawn", _("撤回未到期的变更")
    PERSON_CORRECTED = "person_corrected", _("更正个人信息")
    PERSON_UNMASKED = "person_unmasked", _("查看个人信息原文")
    POST_GIVEN = "post_given", _("任职")
    POST_ENDED = "post_ended", _("免职")
    RELATION_MADE = "relation_made", _("建立关系")
    RELATION_ENDED = "relation_ended", _("结束关系")
    EXEMPTED = "exempted", _("免评")
    EXEMPTION_ENDED = "exemption_ended", _("结束免评")
    ROSTER_EXPORTED = "roster_exported", _("导出名册")
    IMPORT_RECEIVED = "import_received", _("上传名册文件")
    IMPORT_COMPARED = "import_compared", _("比对名册文件")
    IMPORT_CHOSEN = "import_chosen", _("选择冲突处理")
    IMPORT_COMMITTED = "import_committed", _("导入名册")
    IMPORT_DISCARDED = "import_discarded", _("放弃导入")
    IMPORT_UNDONE = "import_undone", _("撤销导入")
    SCHEME_CREATED = "scheme_created", _("起草办法")
    SCHEME_COPIED = "scheme_copied", _("起草新版次")
    SCHEME_SAVED = "scheme_saved", _("保存办法草稿")
    SCHEME_DISCARDED = "scheme_discarded", _("删除办法草稿")
    SCHEME_SUBMITTED = "scheme_submitted", _("提交办法审定")
    SCHEME_WITHDRAWN = "scheme_withdrawn", _("撤回提交的办法")
    SCHEME_RETURNED = "scheme_returned", _("退回提交的办法")
    SCHEME_PUBLISHED = "scheme_published", _("发布办法")
    SCHEME_ASSIGNED = "scheme_assigned", _("确定办法适用范围")
    ASSIGNMENT_ENDED = "assignment_ended", _("结束办法适用")
    PARAMETER_FILLED = "parameter_filled", _("填写办法参数")
    PARAMETER_CLEARED = "parameter_cleared", _("撤销办法参数")
    REHEARSAL_STARTED = "rehearsal_started", _("试算办法草稿")
    OWN_DATA_EXPORTED = "own_data_exported", _("导出本人信息")
    DATA_REQUESTED = "data_requested", _("提出个人信息请求")
    DATA_REQUEST_ANSWERED = "data_request_answered", _("答复个人信息请求")
    PERSON_ERASED = "person_erased", _("删除个人信息")
    PROFILE_SET = "profile_set", _("设定排名与投诉渠道")


class Record(models.Model):
    """Who (``actor_id``: a user, NULL for the machine), when, did what, to which object, of which organisation, about whom.

    ``details`` holds codes, counts and digests, never a name, a telephone number or a reason.
    """

    is_append_only = True

    at = models.DateTimeField(db_index=True)
    actor_id = models.BigIntegerField(null=True, db_index=True)
    action = models.CharField(max_length=40)
    object_kind = models.CharField(max_length=40)
    object_id = models.CharField(max_length=64)
    organisation_id = models.BigIntegerField(null=True, db_index=True)
    subject_id = models.BigIntegerField(null=True, db_index=True)
    details = models.JSONField(default=dict)

    class Meta:
        indexes = (models.Index(fields=["object_kind", "object_id"]),)


class AnsweredForm(models.Model):
    """A form that was answered: its client-made id, the digest of its body, and where the answer sent the browser.

    Sent again with the same body, the stored answer is given; with another body it is refused. UNIQUE is the promise.
    """

    form_id = models.UUIDField(unique=True)
    actor_id = models.BigIntegerField(null=True)
    body_digest = models.CharField(max_length=64)
    location = models.CharField(max_length=500, default="")
    at = models.DateTimeField(db_index=True)
