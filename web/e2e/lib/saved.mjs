// saved taps a button and answers the file that the page hands out for it: its name and its bytes. Downloads themselves are
// the browser's business, and each keeps them elsewhere.
export async function saved(page, button) {
  const { name, text } = await page.evaluate(
    (selector) =>
      new Promise((done) => {
        let blob;
        const { createObjectURL } = URL;
        URL.createObjectURL = (given) => {
          URL.createObjectURL = createObjectURL;
          blob = given;
          return createObjectURL.call(URL, given);
        };
        const { click } = HTMLAnchorElement.prototype;
        HTMLAnchorElement.prototype.click = async function () {
          HTMLAnchorElement.prototype.click = click;
          const bytes = new Uint8Array(await blob.arrayBuffer());
          let text = "";
          for (let at = 0; at < bytes.length; at += 32768) text += String.fromCharCode(...bytes.subarray(at, at + 32768));
          done({ name: this.download, text: btoa(text) });
        };
        document.querySelector(selector).click();
      }),
    button
  );
  return { name, bytes: Buffer.from(text, "base64") };
}
