//! What the desktop around us has: whether anything shows tray icons.

use futures_util::StreamExt;
use tauri::async_runtime;
use tokio::sync::watch;
use zbus::fdo::DBusProxy;
use zbus::names::BusName;

/// Owned by whatever shows tray icons: the panel of KDE, XFCE and others, GNOME with the AppIndicator extension.
const WATCHER: &str = "org.kde.StatusNotifierWatcher";

/// Whether the desktop shows tray icons.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TrayHost {
    /// It does.
    Present,
    /// It does not, or not yet.
    Absent,
}

/// Begins to look; [`TrayHost::Absent`] until the session bus has answered, and for good where there is no bus.
pub fn tray_hosts() -> watch::Receiver<TrayHost> {
    let (hosts_in, hosts) = watch::channel(TrayHost::Absent);
    async_runtime::spawn(async move {
        if let Err(error) = listen(&hosts_in).await {
            tracing::info!(%error, "no tray: the session bus cannot be asked");
        }
        hosts_in.closed().await;
    });
    hosts
}

async fn listen(hosts: &watch::Sender<TrayHost>) -> zbus::Result<()> {
    let put = |is_there: bool| {
        hosts.send_replace(if is_there { TrayHost::Present } else { TrayHost::Absent });
    };
    let connection = zbus::Connection::session().await?;
    let bus = DBusProxy::new(&connection).await?;
    // Listened for before it is asked, so that a change in between is not missed.
    let mut changes = bus.receive_name_owner_changed_with_args(&[(0, WATCHER)]).await?;
    put(bus.name_has_owner(BusName::try_from(WATCHER)?).await?);
    while let Some(change) = changes.next().await {
        put(change.args()?.new_owner().is_some());
    }
    Ok(())
}
