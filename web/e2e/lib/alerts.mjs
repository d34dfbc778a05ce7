// Notifications as Firefox puts them on the screen. Without a desktop it draws them itself, without buttons; a tap is
// therefore told to it in the words of a desktop's notification service, and goes its whole way from there.

// systemAccess is the switch that lets a test reach the browser's own windows.
export const systemAccess = "--remote-allow-system-access";

// tapAlert taps a button, by the name of its action, of the notification that is on the screen, and settles when Firefox
// has taken it. The browser must have been opened with systemAccess.
export async function tapAlert(page, action) {
  const { connection } = page.browser();
  const { result: tree } = await connection.send("browsingContext.getTree", { "moz:scope": "chrome" });
  const expression = `new Promise((resolve, reject) => {
    const find = (left) => {
      const [alert] = Services.wm.getEnumerator("alert:alert");
      if (!alert?.arguments) return left ? setTimeout(find, 50, left - 1) : reject(new Error("no notification is on the screen"));
      const [cookie, listener] = [alert.arguments[4], alert.arguments[10]];
      const button = { action: ${JSON.stringify(action)}, title: "", iconURL: "", QueryInterface: ChromeUtils.generateQI([Ci.nsIAlertAction]) };
      listener.observe(button, "alertclickcallback", cookie);
      resolve("tapped");
    };
    find(200);
  })`;
  const target = { context: tree.contexts.find((c) => c.url.endsWith("/browser.xhtml")).context };
  const { result } = await connection.send("script.evaluate", { expression, target, awaitPromise: true });
  if (result.type !== "success") throw new Error(result.exceptionDetails.text);
}
