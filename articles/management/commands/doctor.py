"""Says what is wrong."""

from django.core.management.base import BaseCommand, CommandError

from articles.health import doctor


class Command(BaseCommand):
    help = 'Says everything that is wrong with this installation, and what to do. It fails where readers are affected.'
    requires_system_checks = ()

    def handle(self, **options) -> None:
        findings = doctor.findings()
        for finding in findings:
            self.stdout.write(f'{"PROBLEM" if finding.stops else "warning"}: {finding.problem}.\n    {finding.advice}')
        if any(finding.stops for finding in findings):
            raise CommandError('The site cannot be served as it should be: see the problems above.')
        self.stdout.write('Nothing else is wrong.' if findings else 'Nothing is wrong.')
