"""``django-admin replay_erasures``: after an older backup was restored, erase again who had been erased since."""

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from biaochi.portal.privacy import operations


class Command(BaseCommand):
    help = "Erase again the personal data of everybody named in erasures.txt of the installation's folder."

    def handle(self, *args: object, **options: object) -> None:
        file = settings.FOLDER / "erasures.txt"
        codes = file.read_text().split() if file.exists() else []
        again = operations.erase_again(at=timezone.now(), codes=codes)
        self.stdout.write(f"已登记删除 {len(codes)} 人，其中 {again} 人在恢复的数据里重新出现，已再次删除。")
