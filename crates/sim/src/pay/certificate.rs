//! A certificate for the platform's key: X.509 version 3, as short as one can be (RFC 5280 §4.1).

use anyhow::Context as _;

/// sha256WithRSAEncryption
const ALGORITHM: &[u8] = b"\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b\x05\x00";
/// Subject and issuer: CN=Virtual WeChat Pay
const NAME: &str = "Virtual WeChat Pay";

fn element(tag: u8, parts: &[&[u8]]) -> anyhow::Result<Vec<u8>> {
    let content = parts.concat();
    let length = u16::try_from(content.len()).context("a certificate is too long")?;
    let mut all = vec![tag];
    match u8::try_from(length) {
        Ok(short @ 0..=0x7f) => all.push(short),
        _ => {
            all.push(0x82);
            all.extend(length.to_be_bytes());
        }
    }
    all.extend(content);
    Ok(all)
}

/// Builds a certificate; the serial number is `0x5A` and these bytes.
pub(super) fn build(
    serial: &[u8],
    public_key: &[u8],
    sign: impl Fn(&[u8]) -> anyhow::Result<Vec<u8>>,
) -> anyhow::Result<Vec<u8>> {
    let common_name = element(0x30, &[b"\x06\x03\x55\x04\x03", &element(0x0c, &[NAME.as_bytes()])?])?;
    let name = element(0x30, &[&element(0x31, &[&common_name])?])?;
    let validity =
        element(0x30, &[&element(0x17, &[b"251231160000Z"])?, &element(0x17, &[b"351231160000Z"])?])?;
    let body = element(
        0x30,
        &[
            b"\xa0\x03\x02\x01\x02",
            &element(0x02, &[b"\x5a", serial])?,
            ALGORITHM,
            &name,
            &validity,
            &name,
            public_key,
        ],
    )?;
    let signature = sign(&body)?;
    element(0x30, &[&body, ALGORITHM, &element(0x03, &[b"\0", &signature])?])
}
