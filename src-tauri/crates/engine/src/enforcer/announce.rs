//! What is announced on the desktop. What and when is decided by `domain::notices`.

use bellwatch_domain::notices::{NoticeKind, Situation};
use bellwatch_domain::problems;

use super::Enforcer;
use crate::wire::{NoticeKindView, NoticeView, What};

impl Enforcer {
    /// Announces on the desktop what is due to be.
    pub(super) fn announce_notices(&mut self) {
        let now = self.tools.clock.now();
        let problems = problems::problems(&self.config, &self.memory, &self.plan);
        let readiness: Vec<_> =
            self.checks.found().map(|found| (found, found.sentence(&self.config))).collect();
        let situation = Situation {
            problems: &problems,
            engine: self.crumbs.last_error.as_deref(),
            readiness: &readiness,
        };
        let notices = self.announcer.look(situation, &self.config.site, self.up_since, now);
        let shown = notices.into_iter().map(|notice| What::Notice {
            notice: NoticeView {
                kind: match notice.kind {
                    NoticeKind::CameraDown => NoticeKindView::CameraDown,
                    NoticeKind::Shared => NoticeKindView::Shared,
                    NoticeKind::Engine => NoticeKindView::Engine,
                    NoticeKind::PreBell => NoticeKindView::PreBell,
                },
                key: notice.key,
                title: notice.title,
                body: notice.body,
            },
        });
        self.tools.hub.publish(shown.collect::<Vec<_>>());
    }
}
