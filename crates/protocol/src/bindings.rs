//! The ABI of our contracts, and of the currency and Multicall3 as far as we call them.
//!
//! What each function, event and error means is written once, in `contracts/src/interfaces`. A test compares what is
//! here with the compiled contracts, field by field.

use alloy::sol;

sol! {
    #[sol(abi)]
    #[derive(Debug, PartialEq, Eq)]
    interface Share {
        enum Phase { Selling, Dripping, Released }

        event Transfer(address indexed from, address indexed to, uint256 value);
        event Approval(address indexed owner, address indexed spender, uint256 value);
        event Credited(uint256 amount);
        event Dripped(uint256 releasedQ32, uint256 index);
        event Claimed(address indexed holder, address indexed to, uint256 amount);
        event PayeeSet(address indexed holder, address indexed payee);
        event DrippingBegan();
        event ReserveReleased();
        event EIP712DomainChanged();

        error OnlyTill(address caller);
        error OnlyOffering(address caller);
        error PayeeUnknown(address holder);
        error PermitExpired(uint256 deadline);
        error PermitSignatureInvalid(address owner);
        error ERC20InsufficientBalance(address sender, uint256 balance, uint256 needed);
        error ERC20InvalidSender(address sender);
        error ERC20InvalidReceiver(address receiver);
        error ERC20InsufficientAllowance(address spender, uint256 allowance, uint256 needed);
        error ERC20InvalidApprover(address approver);
        error ERC20InvalidSpender(address spender);
        error InvalidAccountNonce(address account, uint256 currentNonce);
        error InvalidShortString();
        error StringTooLong(string str);
        error SafeCastOverflowedUintDowncast(uint8 bits, uint256 value);
        error SafeERC20FailedOperation(address token);

        function transfer(address to, uint256 value) external returns (bool);
        function transferFrom(address from, address to, uint256 value) external returns (bool);
        function approve(address spender, uint256 value) external returns (bool);
        function claim() external returns (uint256);
        function claimTo(address to) external returns (uint256);
        function claimFor(address holder) external returns (uint256);
        function claimMany(address[] holders) external returns (uint256 amount);
        function setPayee(address payee) external;
        function permit(address owner, address spender, uint256 value, uint256 deadline, uint8 v, bytes32 r, bytes32 s) external;
        function permit(address owner, address spender, uint256 value, uint256 deadline, bytes signature) external;
        function drip() external returns (uint256 releasedQ32);

        function credit(uint256 amount) external;
        function mint(address to, uint256 shares) external;
        function burn(address holder, uint256 shares) external;
        function beginDripping() external;
        function releaseReserve() external;

        function name() external view returns (string);
        function symbol() external view returns (string);
        function decimals() external view returns (uint8);
        function totalSupply() external view returns (uint256);
        function balanceOf(address holder) external view returns (uint256);
        function allowance(address owner, address spender) external view returns (uint256);
        function nonces(address owner) external view returns (uint256);
        function DOMAIN_SEPARATOR() external view returns (bytes32);
        function eip712Domain() external view returns (
            bytes1 fields, string name, string version, uint256 chainId, address verifyingContract, bytes32 salt,
            uint256[] extensions
        );
        function supportsInterface(bytes4 id) external view returns (bool);
        function contractURI() external view returns (string);
        function owed(address holder) external view returns (uint256);
        function accrued(address holder) external view returns (uint256);
        function payeeOf(address holder) external view returns (address);
        function index() external view returns (uint256);
        function reserveQ32() external view returns (uint256);
        function lastDrip() external view returns (uint256);
        function phase() external view returns (Phase);
        function credited() external view returns (uint256);
        function stalled() external view returns (bool);
        function windowStart() external view returns (uint256);
        function windowCredited() external view returns (uint256);
        function decayPerSecond() external view returns (uint256);
        function CASH() external view returns (address);
        function CASH_UNIT() external view returns (uint256);
        function TILL() external view returns (address);
        function OFFERING() external view returns (address);
        function TAU() external view returns (uint256);
        function DEMAND_FLOOR() external view returns (uint256);
        function STALL_PERIOD() external view returns (uint256);
    }

    #[sol(abi)]
    #[derive(Debug, PartialEq, Eq)]
    interface Till {
        event Collected(uint256 collected, uint256 holdersPart);
        event Remitted(address indexed operator, bytes32 indexed reportHash, uint256 amount, uint256 holdersPart);
        event Pulled(address indexed operator, address indexed to, uint256 amount);
        event HoldersBpsRaised(uint256 from, uint256 to);
        event OperatorOffered(address indexed operator, address indexed candidate);
        event OperatorChanged(address indexed from, address indexed to);

        error OnlyOperator(address caller);
        error OnlyCandidate(address caller);
        error HoldersBpsNotRaised(uint256 current, uint256 proposed);
        error ReentrancyGuardReentrantCall();
        error SafeCastOverflowedUintDowncast(uint8 bits, uint256 value);
        error SafeERC20FailedOperation(address token);

        function collect() external returns (uint256 collected, uint256 holdersPart);
        function remit(bytes32 reportHash, uint256 amount) external returns (uint256 received, uint256 holdersPart);
        function pull(address to) external returns (uint256 amount);
        function raiseHoldersBps(uint16 proposed) external;
        function offerOperator(address candidate) external;
        function acceptOperator() external;

        function operator() external view returns (address);
        function operatorCandidate() external view returns (address);
        function holdersBps() external view returns (uint16);
        function operatorPart() external view returns (uint256);
        function collectable() external view returns (uint256);
        function CASH() external view returns (address);
        function CASH_UNIT() external view returns (uint256);
        function SHARE() external view returns (address);
    }

    #[sol(abi)]
    #[derive(Debug, PartialEq, Eq)]
    interface Offering {
        enum Phase { Open, Active, Failed, WoundDown }

        event Bought(address indexed buyer, address indexed to, uint256 shares, uint256 cost);
        event Closed(Phase phase, uint256 raised);
        event Drawn(address indexed operator, address indexed to, uint256 amount);
        event WindDown();
        event Redeemed(address indexed holder, uint256 shares, uint256 amount);

        error OnlyOperator(address caller);
        error WrongPhase(Phase current);
        error ZeroShares();
        error SaleEnded(uint256 deadline);
        error HardCapExceeded(uint256 requested, uint256 left);
        error SaleNotOver(uint256 deadline);
        error NotStalled();
        error CashNotReceived(uint256 expected, uint256 received);
        error ReentrancyGuardReentrantCall();
        error SafeCastOverflowedUintDowncast(uint8 bits, uint256 value);
        error SafeERC20FailedOperation(address token);

        function buy(uint256 shares, address to) external returns (uint256 cost);
        function close() external returns (Phase);
        function draw(address to) external returns (uint256 amount);
        function windDown() external;
        function redeem(uint256 shares) external returns (uint256 amount);

        function phase() external view returns (Phase);
        function raised() external view returns (uint256);
        function drawn() external view returns (uint256);
        function redeemed() external view returns (uint256);
        function undrawn() external view returns (uint256);
        function drawable() external view returns (uint256);
        function creditedAtClose() external view returns (uint256);
        function CASH() external view returns (address);
        function CASH_UNIT() external view returns (uint256);
        function SHARE() external view returns (address);
        function TILL() external view returns (address);
        function PRICE() external view returns (uint256);
        function SOFT_CAP() external view returns (uint256);
        function HARD_CAP() external view returns (uint256);
        function DEADLINE() external view returns (uint256);
        function UPFRONT_BPS() external view returns (uint256);
        function MATCH_BPS() external view returns (uint256);
    }

    #[derive(Debug, PartialEq, Eq)]
    struct Terms {
        address currency;
        address operator;
        string name;
        string symbol;
        string contractURI;
        uint8 decimals;
        uint16 holdersBps;
        uint32 tau;
        uint64 price;
        uint64 softCap;
        uint64 hardCap;
        uint64 deadline;
        uint16 upfrontBps;
        uint16 matchBps;
        uint64 demandFloor;
        uint32 stallPeriod;
    }

    #[sol(abi)]
    #[derive(Debug, PartialEq, Eq)]
    interface Factory {
        event VentureCreated(
            address indexed share, address indexed till, address indexed offering, address creator, bytes32 salt,
            Terms terms
        );

        error TermOutOfRange(string term);
        error CurrencyRefused(address currency);
        error NothingInCreation();
        error Create2EmptyBytecode();
        error FailedDeployment();
        error InsufficientBalance(uint256 balance, uint256 needed);

        function create(Terms terms, bytes32 salt) external returns (address share, address till, address offering);
        function addressesOf(address creator, Terms terms, bytes32 salt) external view
            returns (address share, address till, address offering);
        function inCreation() external view
            returns (Terms terms, address share, address till, address offering);
    }

    /// Any currency, and `mint` of the one on the embedded chain.
    #[sol(abi)]
    #[derive(Debug, PartialEq, Eq)]
    interface Usdc {
        event Transfer(address indexed from, address indexed to, uint256 value);

        error OnlyMinter(address caller);

        function transfer(address to, uint256 value) external returns (bool);
        function transferFrom(address from, address to, uint256 value) external returns (bool);
        function approve(address spender, uint256 value) external returns (bool);
        function balanceOf(address account) external view returns (uint256);
        function allowance(address owner, address spender) external view returns (uint256);
        function totalSupply() external view returns (uint256);
        function decimals() external view returns (uint8);
        function symbol() external view returns (string);
        function mint(address to, uint256 amount) external;
    }

    #[sol(abi)]
    #[derive(Debug, PartialEq, Eq)]
    interface Multicall3 {
        struct Call3 {
            address target;
            bool allowFailure;
            bytes callData;
        }

        struct Result {
            bool success;
            bytes returnData;
        }

        function aggregate3(Call3[] calls) external payable returns (Result[] returnData);
    }
}

#[cfg(test)]
mod tests {
    use super::{Factory, Multicall3, Offering, Share, Till, Usdc};
    use crate::artifacts::{self, Artifact};
    use alloy::json_abi::{JsonAbi, StateMutability};
    use std::collections::BTreeSet;

    /// Every item of an ABI in words that leave out what no caller sees: the names of arguments and results.
    fn items(abi: &JsonAbi) -> BTreeSet<String> {
        let functions = abi.functions().map(|function| {
            let changes = match function.state_mutability {
                StateMutability::Pure | StateMutability::View => "reads",
                StateMutability::NonPayable => "writes",
                StateMutability::Payable => "is paid",
            };
            format!("{} {changes}", function.signature_with_outputs())
        });
        let events = abi.events().map(|event| {
            let indexed = event.inputs.iter().map(|input| input.indexed).collect::<Vec<_>>();
            format!("event {} {indexed:?}", event.signature())
        });
        let errors = abi.errors().map(|error| format!("error {}", error.signature()));
        functions.chain(events).chain(errors).collect()
    }

    #[test]
    fn bindings_of_our_contracts_are_what_was_compiled() {
        let ours: [(Artifact, JsonAbi); 4] = [
            (artifacts::SHARE, Share::abi::contract()),
            (artifacts::TILL, Till::abi::contract()),
            (artifacts::OFFERING, Offering::abi::contract()),
            (artifacts::FACTORY, Factory::abi::contract()),
        ];
        for (artifact, bound) in ours {
            let (compiled, bound) = (items(&artifact.abi()), items(&bound));
            let missing: Vec<_> = compiled.difference(&bound).collect();
            let wrong: Vec<_> = bound.difference(&compiled).collect();
            assert!(
                missing.is_empty() && wrong.is_empty(),
                "{}: missing {missing:#?}, wrong {wrong:#?}",
                artifact.name
            );
        }
    }

    #[test]
    fn what_is_bound_of_the_stand_ins_is_what_was_compiled() {
        let partly = [(artifacts::USDC, Usdc::abi::contract()), (artifacts::MULTICALL3, Multicall3::abi::contract())];
        for (artifact, bound) in partly {
            let compiled = items(&artifact.abi());
            let wrong: Vec<_> = items(&bound).into_iter().filter(|item| !compiled.contains(item)).collect();
            assert!(wrong.is_empty(), "{}: {wrong:#?}", artifact.name);
        }
    }
}
