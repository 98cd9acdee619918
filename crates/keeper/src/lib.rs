//! Claims vouchers, settles, collects, drips and pays out; killed at any instant it does no harm
