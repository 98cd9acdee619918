// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice Every term of a venture. Fixed for ever when the venture is created; `holdersBps` alone can move, and only up.
/// @dev Amounts of money are in cash units (one base unit of a currency with at most 6 decimals, else 10^(decimals-6)
/// base units), amounts of shares in share base units, times in seconds.
struct Terms {
    /// The ERC-20 that customers and share buyers pay in: standard, without transfer fee, never rebasing.
    address currency;
    /// Serves the customers; receives its part of the revenue and the released capital. Rotates its key in the Till.
    address operator;
    /// Name of the share, 1 to 31 bytes.
    string name;
    /// Symbol of the share, 1 to 31 bytes.
    string symbol;
    /// ERC-7572 metadata of the share.
    string contractURI;
    /// Decimals of the share, at most 18. With `price` they set the granularity of a purchase.
    uint8 decimals;
    /// The holders' part of collected revenue, in 1/10,000, from 1 to 10,000.
    uint16 holdersBps;
    /// Time constant of the reserve: income halves every tau*ln 2. Zero pays at once. At most ten years.
    uint32 tau;
    /// Price of one share base unit, in cash units, at least 1.
    uint64 price;
    /// The least share base units to be sold, at least 1; if fewer are, the money goes back.
    uint64 softCap;
    /// The most share base units to be sold: softCap <= hardCap < 2^64, hardCap * price < 2^64.
    uint64 hardCap;
    /// Last second at which shares can be bought; in the future, at most one year ahead.
    uint64 deadline;
    /// The part of raised capital the operator may draw at once, in 1/10,000, at most 10,000.
    uint16 upfrontBps;
    /// The further capital released per unit of income credited to holders since the sale, in 1/10,000, at most 5,000.
    uint16 matchBps;
    /// A venture is alive while at least this income reaches its holders within every `stallPeriod`; at least 1.
    uint64 demandFloor;
    /// The time without enough income after which anyone may wind the venture down, from one day to one year.
    uint32 stallPeriod;
}

/// @notice Makes ventures: a Share, a Till and an Offering that know each other and nobody else. Holds nothing, owns nothing.
///
/// Safety assumes nothing: a currency that deceives this contract harms its own venture only.
/// Liveness assumes transient storage (EIP-1153); nobody can keep anybody from creating a venture.
interface IFactory {
    /// @notice A venture was created; the event carries every term.
    /// @param share The income purse, which is the share token.
    /// @param till The revenue purse, where customers pay.
    /// @param offering The capital purse, which sells the shares.
    /// @param creator Who called; has no power over the venture.
    /// @param salt As the caller chose it.
    /// @param terms All of them, as they are for ever.
    event VentureCreated(
        address indexed share,
        address indexed till,
        address indexed offering,
        address creator,
        bytes32 salt,
        Terms terms
    );

    /// @notice A term is outside its limits.
    /// @param term Its name in Terms.
    error TermOutOfRange(string term);
    /// @notice The currency has no code, answers `decimals()` with nothing or more than 36, or lies in a way that shows.
    /// @param currency Its address.
    error CurrencyRefused(address currency);
    /// @notice No venture is being created right now.
    error NothingInCreation();

    /// @notice Anyone: creates a venture. The three addresses depend only on (caller, salt, terms), so the same three
    /// cannot be created twice. Refuses terms outside their limits (`TermOutOfRange`) and what shows to be no currency
    /// (`CurrencyRefused`).
    /// @param terms See Terms.
    /// @param salt Any value: tells ventures of one creator with the same terms apart.
    /// @return share The income purse.
    /// @return till The revenue purse.
    /// @return offering The capital purse.
    function create(Terms calldata terms, bytes32 salt) external returns (address share, address till, address offering);

    /// @notice The addresses that `create` will use. Judges neither terms nor currency.
    /// @param creator Who will call `create`.
    /// @param terms See Terms.
    /// @param salt As in `create`.
    /// @return share The income purse.
    /// @return till The revenue purse.
    /// @return offering The capital purse.
    function addressesOf(address creator, Terms calldata terms, bytes32 salt)
        external
        view
        returns (address share, address till, address offering);

    /// @notice What a purse under construction reads in its constructor; outside a creation reverts with `NothingInCreation`.
    /// @return terms Those of the venture in creation.
    /// @return share Its income purse.
    /// @return till Its revenue purse.
    /// @return offering Its capital purse.
    function inCreation() external view returns (Terms memory terms, address share, address till, address offering);
}
