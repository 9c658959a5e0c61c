package usagetype

// charges are the kinds of lines that are no usage, by line_item_line_item_type.
//
//nolint:gochecknoglobals // a table that nobody changes
var charges = map[string]rule{
	"Tax": say("", "", "charge.tax", dollars, "Tax", "税金",
		"Tax on other lines; it rises and falls with them.", "他の行にかかる税金（それらとともに増減する）。"),
	"Credit": say("", "", "charge.credit", dollars, "Credit", "クレジット",
		"A credit that lowers the bill; costs rise when it ends.", "請求を下げるクレジット。終わるとコストが上がる。"),
	"Refund": say("", "", "charge.refund", dollars, "Refund", "返金",
		"Money given back for earlier lines.", "過去の行に対する返金。"),
	"Fee": say("", "", "charge.fee", dollars, "Fee paid once", "一括料金",
		"A fee that is paid once: an upfront fee of a reservation, a plan or a contract, or a subscription.", "一度だけの料金: リザーブド、プラン、契約の前払いや購読料。"),
	"RIFee": say("", "", "commitment.reservation", hours, "Reservation, monthly fee", "リザーブドの月額料金",
		"The recurring fee of a reservation for a month, used or not.", "リザーブドの 1 か月分の定期料金（使用の有無によらない）。"),
	"SavingsPlanRecurringFee": say("", "", "commitment.plan", hours, "Savings Plan, hourly fee", "Savings Plans の時間料金",
		"The hourly fee of a Savings Plan, used or not.", "Savings Plans の時間あたりの料金（使用の有無によらない）。"),
	"SavingsPlanUpfrontFee": say("", "", "commitment.plan", dollars, "Savings Plan, paid ahead", "Savings Plans の前払い",
		"The part of a Savings Plan that is paid ahead.", "Savings Plans の前払い分。"),
	"SavingsPlanNegation": say("", "", "commitment.negation", dollars, "Savings Plan, negation", "Savings Plans の打ち消し",
		"Takes back the on-demand cost of usage that a Savings Plan covers.", "Savings Plans が適用された使用のオンデマンド料金を打ち消す行。"),
	"EdpDiscount": say("", "", "discount", dollars, "Discount of the contract", "契約による割引",
		"A discount that was agreed with AWS.", "AWS との契約による割引。"),
	"PrivateRateDiscount": say("", "", "discount", dollars, "Private rate", "個別料金の割引",
		"A discount on single prices that was agreed with AWS.", "個別料金に関する AWS との契約による割引。"),
	"BundledDiscount": say("", "", "discount", dollars, "Bundled discount", "バンドル割引",
		"A discount for using one service with another.", "別のサービスと併用することによる割引。"),
	"RiVolumeDiscount": say("", "", "discount", dollars, "Reservation volume discount", "リザーブドのボリューム割引",
		"A discount for many reservations.", "多数のリザーブド購入による割引。"),
	"Discount": say("", "", "discount", dollars, "Discount", "割引", "A discount.", "割引。"),
}
